#include <gatehouse/platform/redis/address.hpp>

#include <charconv>
#include <stdexcept>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>
#include <sys/un.h>

namespace gatehouse::redis {
namespace {

constexpr std::string_view forms =
    "a Redis address is redis://[user[:password]@]host[:port][/database] or "
    "unix://[user[:password]@]/path[?db=database]";

[[noreturn]] void refuse(std::string_view problem) {
  throw std::runtime_error(fmt::format("{}; {}", problem, forms));
}

template <class Number>
Number number_of(std::string_view text, std::string_view what) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0)
    refuse(fmt::format("the {} is not a number", what));
  return number;
}

void read_host(const boost::urls::url_view& url, Address& address) {
  address.host = url.host_address();
  if (address.host.empty()) refuse("the host is missing");
  if (url.has_port()) address.port = number_of<std::uint16_t>(url.port(), "port");
  if (address.port == 0) refuse("the port is zero");
  const std::string path = url.path();
  // Boost reads "host:1x" as the port 1 and the path "x".
  if (!path.empty() && !path.starts_with('/')) refuse("the port is not a number");
  if (path.size() > 1) address.database = number_of<int>(path.substr(1), "database");
  if (url.has_query()) refuse("there are parameters");
}

void read_socket(const boost::urls::url_view& url, Address& address) {
  if (!url.host_address().empty() || url.has_port()) refuse("a Unix socket has no host");
  address.socket = url.path();
  if (address.socket.size() < 2 || address.socket.size() >= sizeof(sockaddr_un::sun_path))
    refuse("the path of the socket is missing or too long");
  for (const auto& parameter : url.params()) {
    if (parameter.key != "db") refuse("there is an unknown parameter");
    address.database = number_of<int>(parameter.value, "database");
  }
}

}  // namespace

std::string Address::text() const {
  if (!socket.empty()) return fmt::format("{}/{}", socket, database);
  const bool is_ipv6 = host.contains(':');
  return fmt::format("{}{}{}:{}/{}", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port, database);
}

Address parse_address(const Secret& text) {
  const auto url = boost::urls::parse_uri(text.reveal());
  if (!url) refuse("this is not a URL");
  Address address;
  address.user = url->user();
  address.password = Secret{url->password()};
  if (url->has_fragment()) refuse("there is a fragment");
  if (url->scheme() == "redis") {
    read_host(*url, address);
  } else if (url->scheme() == "unix") {
    read_socket(*url, address);
  } else {
    refuse(url->scheme() == "rediss" ? "TLS to Redis is not supported"
                                     : "the scheme is not redis or unix");
  }
  return address;
}

}  // namespace gatehouse::redis
