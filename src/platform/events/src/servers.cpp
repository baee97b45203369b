#include <gatehouse/platform/events/servers.hpp>

#include <charconv>
#include <cstdint>
#include <stdexcept>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::events {
namespace {

constexpr std::string_view default_port = "4222";

[[noreturn]] void refuse(std::string_view problem) {
  throw std::runtime_error(fmt::format(
      "{}; a NATS address is nats://[user:password@]host[:port], nats://token@host[:port] or the "
      "same with tls://, and several are separated by commas",
      problem));
}

std::string host_of(const boost::urls::url_view& url) {
  const std::string host(std::string_view(url.encoded_host()));
  if (host.empty()) refuse("the host is missing");
  const std::string port = url.has_port() ? std::string(url.port()) : std::string(default_port);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number == 0)
    refuse("the port is not a number from 1 to 65535");
  // Boost reads "host:1x" as the port 1 and the path "x".
  if (!url.encoded_path().empty() && url.encoded_path() != "/") refuse("there is a path");
  if (url.has_query() || url.has_fragment()) refuse("there is a query or a fragment");
  return host + ":" + port;
}

void read_credentials(const boost::urls::url_view& url, Servers& servers) {
  if (!url.has_userinfo()) return;
  Servers own;
  if (url.has_password()) {
    own.user = url.user();
    own.password = Secret{url.password()};
    if (own.user.empty() || own.password.empty()) refuse("user or password is empty");
  } else {
    own.token = Secret{url.user()};
    if (own.token.empty()) refuse("the token is empty");
  }
  const bool is_first = servers.user.empty() && servers.token.empty();
  const bool is_same = servers.user == own.user &&
                       constant_time_equal(servers.password.reveal(), own.password.reveal()) &&
                       constant_time_equal(servers.token.reveal(), own.token.reveal());
  if (!is_first && !is_same) refuse("the servers of a cluster have the same credentials");
  servers.user = std::move(own.user);
  servers.password = std::move(own.password);
  servers.token = std::move(own.token);
}

}  // namespace

std::string Servers::text() const { return fmt::format("{}", fmt::join(hosts, ",")); }

Servers parse_servers(const Secret& urls) {
  Servers servers;
  for (const auto part : split(urls.reveal(), ',')) {
    const auto url = boost::urls::parse_uri(trim(part));
    if (!url) refuse("this is not a URL");
    const bool tls = url->scheme() == "tls";
    if (!tls && url->scheme() != "nats") refuse("the scheme is not nats or tls");
    if (!servers.hosts.empty() && tls != servers.tls) refuse("the schemes differ");
    servers.tls = tls;
    servers.hosts.push_back(host_of(*url));
    read_credentials(*url, servers);
  }
  return servers;
}

}  // namespace gatehouse::events
