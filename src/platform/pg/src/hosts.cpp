#include "hosts.hpp"

#include <algorithm>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::pg {

namespace asio = boost::asio;

namespace {

// A look-up that has begun cannot be broken off, so the one who waits for it is woken by whichever comes first, and it
// keeps what it writes to.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), timer(executor) {}
  asio::ip::tcp::resolver resolver;
  asio::steady_timer timer;
  boost::system::error_code error = asio::error::timed_out;
  std::vector<std::string> found;
};

// A folder of sockets, a number, or libpq's own default.
bool is_no_name(const std::string& name) {
  boost::system::error_code error;
  asio::ip::make_address(name, error);
  return name.empty() || name.starts_with('/') || name.starts_with('@') || !error;
}

// The `index`-th of values separated by commas; a single one stands for all.
std::string nth(const std::string& values, std::size_t index) {
  const auto parts = split(values, ',');
  if (parts.size() == 1) return values;
  return index < parts.size() ? std::string(parts[index]) : "";
}

}  // namespace

Hosts::Hosts(std::string conninfo) : conninfo_(std::move(conninfo)) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(conninfo_.c_str(), nullptr), &PQconninfoFree);
  std::string names;
  std::string addresses;
  std::string ports;
  for (const auto* option = options.get(); option && option->keyword; ++option) {
    const std::string_view keyword = option->keyword;
    const std::string value = option->val ? option->val : "";
    if (keyword == "host") names = value;
    if (keyword == "hostaddr") addresses = value;
    if (keyword == "port") ports = value;
  }
  const auto count = std::max(split(names, ',').size(), split(addresses, ',').size());
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i)
    hosts_.push_back({nth(names, i), nth(addresses, i), nth(ports, i)});
}

Task<std::vector<std::string>> Hosts::addresses(asio::any_io_executor executor, std::size_t attempt,
                                                std::chrono::milliseconds limit) const {
  const auto& wanted = host(attempt);
  if (!wanted.address.empty() || is_no_name(wanted.name)) co_return std::vector<std::string>{""};
  const auto name = wanted.name;
  const auto preferred = attempt == 0 ? preferred_ : "";
  const auto lookup = std::make_shared<Lookup>(executor);
  lookup->timer.expires_after(limit);
  lookup->resolver.async_resolve(name, "", [lookup](auto error, const auto& results) {
    lookup->error = error;
    for (const auto& result : results)
      lookup->found.push_back(result.endpoint().address().to_string());
    lookup->timer.cancel();
  });
  boost::system::error_code ignored;
  co_await lookup->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (lookup->error)
    throw Unavailable("PostgreSQL: the name " + name + ": " + lookup->error.message());
  auto found = lookup->found;
  std::ranges::stable_partition(found, [&](const auto& address) { return address == preferred; });
  co_return found;
}

PGconn* Hosts::start(std::size_t attempt, const std::string& address) const {
  const auto& wanted = host(attempt);
  const auto& number = address.empty() ? wanted.address : address;
  // The later ones win over what the connection string says, and this over the earlier ones; empty ones are ignored.
  // Without them a server that is gone without a word is noticed after two hours of idleness. In seconds, the last one
  // in milliseconds.
  const char* keywords[] = {"keepalives_idle",
                            "keepalives_interval",
                            "keepalives_count",
                            "tcp_user_timeout",
                            "dbname",
                            "host",
                            "hostaddr",
                            "port",
                            nullptr};
  const char* values[] = {"10",
                          "5",
                          "3",
                          "20000",
                          conninfo_.c_str(),
                          wanted.name.c_str(),
                          number.c_str(),
                          wanted.port.c_str(),
                          nullptr};
  return PQconnectStartParams(keywords, values, 1);
}

void Hosts::prefer(std::size_t attempt, std::string address) {
  first_ = (first_ + attempt) % hosts_.size();
  preferred_ = std::move(address);
}

}  // namespace gatehouse::pg
