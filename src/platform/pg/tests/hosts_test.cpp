// Names of hosts are looked up beside the event loop. This program's getaddrinfo answers for the system's, so that
// names have the addresses that a test wants, and as slowly.
#include "hosts.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <dlfcn.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <gatehouse/base/errors.hpp>

#include "database_fixture.hpp"

namespace {

std::atomic<int> slow_lookups{0};
std::atomic<std::thread::id> looked_up_by{};

int numeric(const char* number, const char* service, const addrinfo* hints, addrinfo** found) {
  using Function = int(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto system = reinterpret_cast<Function*>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return system(number, service, hints, found);
}

}  // namespace

// slow.example is the loopback, after a while; two.example has one address where nobody listens, and then the loopback.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  const std::string_view wanted = name == nullptr ? "" : name;
  if (wanted == "unknown.example") return EAI_NONAME;
  if (wanted == "slow.example") {
    looked_up_by = std::this_thread::get_id();
    ++slow_lookups;
    std::this_thread::sleep_for(std::chrono::milliseconds{400});
    return numeric("127.0.0.1", service, hints, found);
  }
  if (wanted == "two.example") {
    if (const int failed = numeric("127.9.9.9", service, hints, found)) return failed;
    return numeric("127.0.0.1", service, hints, &(*found)->ai_next);
  }
  return numeric(name, service, hints, found);
}

namespace gatehouse::pg {
namespace {

std::vector<std::string> addresses_of(const std::string& conninfo, std::size_t attempt = 0,
                                      std::chrono::milliseconds limit = 5s) {
  boost::asio::io_context context(1);
  const Hosts hosts(conninfo);
  std::vector<std::string> found;
  std::exception_ptr error;
  boost::asio::co_spawn(context, hosts.addresses(context.get_executor(), attempt, limit),
                        [&](std::exception_ptr failure, std::vector<std::string> addresses) {
                          error = failure;
                          found = std::move(addresses);
                        });
  context.run();
  if (error) std::rethrow_exception(error);
  return found;
}

using Addresses = std::vector<std::string>;

TEST(Hosts, ANameHasItsAddresses) {
  EXPECT_EQ(addresses_of("host=two.example"), (Addresses{"127.9.9.9", "127.0.0.1"}));
  EXPECT_EQ(addresses_of("host=/run,two.example", 1), (Addresses{"127.9.9.9", "127.0.0.1"}));
  EXPECT_THROW(addresses_of("host=unknown.example"), Unavailable);
}

TEST(Hosts, WhatIsNoNameIsNotLookedUp) {
  for (const auto* conninfo : {"dbname=x", "host=/run/postgresql", "host=127.0.0.1", "host=::1",
                               "host=slow.example hostaddr=127.0.0.1"}) {
    EXPECT_EQ(addresses_of(conninfo), Addresses{""}) << conninfo;
  }
}

TEST(Hosts, ALookupHasItsTimeAndNoMore) {
  EXPECT_THROW(addresses_of("host=slow.example", 0, 20ms), Unavailable);
  EXPECT_EQ(addresses_of("host=slow.example"), Addresses{"127.0.0.1"});
}

TEST(Hosts, TheAddressThatWorkedComesFirst) {
  boost::asio::io_context context(1);
  Hosts hosts("host=/run,two.example");
  hosts.prefer(1, "127.0.0.1");
  std::vector<std::string> found;
  boost::asio::co_spawn(context, hosts.addresses(context.get_executor(), 0, 5s),
                        [&](std::exception_ptr, Addresses addresses) { found = addresses; });
  context.run();
  EXPECT_EQ(found, (Addresses{"127.0.0.1", "127.9.9.9"}));
}

std::string option_of(const std::string& conninfo, std::string_view keyword,
                      const std::string& address = "") {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(Hosts(conninfo).start(0, address),
                                                                &PQfinish);
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfo(connection.get()), &PQconninfoFree);
  for (const auto* option = options.get(); option && option->keyword; ++option) {
    if (option->keyword == keyword) return option->val ? option->val : "";
  }
  return "no such option";
}

TEST(Hosts, TheNameStaysBesideTheAddressForTlsAndThePasswordFile) {
  EXPECT_EQ(option_of("host=slow.example port=1", "host", "127.0.0.1"), "slow.example");
  EXPECT_EQ(option_of("host=slow.example port=1", "hostaddr", "127.0.0.1"), "127.0.0.1");
}

TEST(Hosts, AServerThatIsGoneIsNoticedUnlessTheOperatorSaysOtherwise) {
  EXPECT_EQ(option_of("host=127.0.0.1 port=1", "keepalives_idle"), "10");
  EXPECT_EQ(option_of("host=127.0.0.1 port=1", "keepalives_interval"), "5");
  EXPECT_EQ(option_of("host=127.0.0.1 port=1", "keepalives_count"), "3");
  EXPECT_EQ(option_of("host=127.0.0.1 port=1", "tcp_user_timeout"), "20000");
  const std::string own = "postgresql://127.0.0.1:1/x?keepalives_idle=99&tcp_user_timeout=7000";
  EXPECT_EQ(option_of(own, "keepalives_idle"), "99");
  EXPECT_EQ(option_of(own, "tcp_user_timeout"), "7000");
}

// Whoever listens there says nothing: it is enough that it was reached.
TEST(Hosts, TheEventLoopTurnsWhileANameIsLookedUp) {
  boost::asio::io_context context(1);
  boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::address_v4::loopback(), 0});
  bool accepted = false;
  silent.async_accept([&](auto error, auto) { accepted = !error; });
  slow_lookups = 0;
  const Database database(
      context.get_executor(),
      {.conninfo = fmt::format("host=slow.example port={}", silent.local_endpoint().port())});
  for (int i = 0; i < 1000 && !accepted; ++i) context.run_one_for(5ms);
  EXPECT_TRUE(accepted);
  EXPECT_EQ(slow_lookups, 1) << "libpq has looked it up again";
  EXPECT_NE(looked_up_by.load(), std::this_thread::get_id());
}

// The name's first address refuses, and the second is the server's.
TEST(Hosts, EveryAddressOfANameIsTried) {
  boost::asio::io_context context(1);
  boost::asio::ip::tcp::acceptor second(context, {boost::asio::ip::address_v4::loopback(), 0});
  bool accepted = false;
  second.async_accept([&](auto error, auto) { accepted = !error; });
  const Database database(
      context.get_executor(),
      {.conninfo = fmt::format("host=two.example port={}", second.local_endpoint().port())});
  for (int i = 0; i < 1000 && !accepted; ++i) context.run_one_for(5ms);
  EXPECT_TRUE(accepted);
}

}  // namespace
}  // namespace gatehouse::pg
