// How fast the second half of a sign-in is: a code of an authenticator app against a sign-in that waits for it.
//
//   bench_second_factors PORT CONNECTIONS ACCOUNTS PASSWORD FILE    (user1@bench.example …)
//
// Each account adds an app, in a session whose refresh token becomes a line of FILE, and signs in by password; then, at
// the end of the input, all give their codes as fast as answers come. The first quarter of them warms up what plans
// each statement once a connection. Prints one JSON line with the rate of the others.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/services/one_time_codes/totp.hpp>

#include "connection.hpp"

namespace {

using bench::Connection;
using bench::number;
using bench::text_member;
using gatehouse::Secret;

struct Account {
  std::string name;
  Secret secret;
  std::string refresh_token;
  std::string sign_in;
};

std::string code(const Secret& secret, int later) {
  const gatehouse::services::TotpParameters parameters;
  const auto now = gatehouse::SystemClock{}.now();
  return gatehouse::services::totp_code(secret, parameters,
                                        gatehouse::services::totp_step(parameters, now) + later)
      .reveal();
}

class Driver {
 public:
  Driver(int port, std::string password) : connection_(port), password_(std::move(password)) {}

  bool enrol(Account& account) {
    if (!sign_in(account)) return false;
    const auto token = text_member(connection_.body(), "access_token");
    account.refresh_token = text_member(connection_.body(), "refresh_token");
    if (call("/v1/me/mfa/totp", "{}", token) != 201) return false;
    const auto secret =
        gatehouse::services::parse_totp_secret(Secret{text_member(connection_.body(), "secret")});
    if (!secret) return false;
    account.secret = *secret;
    const auto confirm = [&] {
      return call("/v1/me/mfa/totp/confirm",
                  fmt::format(R"({{"code":"{}"}})", code(account.secret, -1)), token) == 201;
    };
    // The code before the last one is out of date when a step of time passes on its way.
    return confirm() || confirm();
  }

  bool sign_in(Account& account) {
    const auto body =
        fmt::format(R"({{"identifier":"{}","password":"{}"}})", account.name, password_);
    // As a client does whom a busy service sends away.
    int status = call("/v1/sign-ins", body);
    for (; status == 503; status = call("/v1/sign-ins", body))
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    if (status != 200) return false;
    account.sign_in = text_member(connection_.body(), "id");
    return true;
  }

  bool verify(const Account& account) {
    if (account.secret.empty()) return false;
    return call("/v1/sign-ins/" + account.sign_in + "/verify",
                fmt::format(R"({{"method":"totp","code":"{}"}})", code(account.secret, 0))) == 200;
  }

 private:
  int call(const std::string& path, const std::string& body, std::string_view token = {}) {
    const int status = connection_.exchange(bench::post(path, body, random_, token));
    if ((status >= 300 && status != 503) || status == 0)
      fmt::print(stderr, "{} {} {}\n", path, status, connection_.body());
    return status;
  }

  Connection connection_;
  std::string password_;
  std::mt19937 random_{std::random_device{}()};
};

// Runs `work` for every account, over the drivers; how many succeeded.
long for_each(std::deque<Driver>& drivers, std::span<Account> accounts,
              const std::function<bool(Driver&, Account&)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<long> succeeded{0};
  std::vector<std::thread> threads;
  for (auto& driver : drivers) {
    threads.emplace_back([&] {
      for (auto i = next++; i < accounts.size(); i = next++) {
        if (work(driver, accounts[i])) ++succeeded;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return succeeded;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: bench_second_factors PORT CONNECTIONS ACCOUNTS PASSWORD FILE\n");
    return 2;
  }
  std::deque<Driver> drivers;
  const auto connect = [&] {
    drivers.clear();
    for (int i = 0; i < number(argv[2]); ++i) drivers.emplace_back(number(argv[1]), argv[4]);
  };
  connect();
  std::vector<Account> accounts;
  for (int i = 1; i <= number(argv[3]); ++i)
    accounts.push_back({fmt::format("user{}@bench.example", i), {}, {}, {}});

  const auto enrolled =
      for_each(drivers, accounts, [](Driver& d, Account& a) { return d.enrol(a); });
  {
    std::ofstream file(argv[5]);
    for (const auto& account : accounts) file << account.refresh_token << '\n';
  }
  const auto waiting =
      for_each(drivers, accounts, [](Driver& d, Account& a) { return d.sign_in(a); });
  while (std::getchar() != EOF) continue;
  // The service has closed what was idle meanwhile.
  connect();
  const auto verify = [](Driver& d, Account& a) { return d.verify(a); };
  const auto first = std::span(accounts).first(accounts.size() / 4);
  const auto measured = std::span(accounts).subspan(first.size());
  const auto warmed_up = for_each(drivers, first, verify);
  const auto begun = std::chrono::steady_clock::now();
  const auto succeeded = for_each(drivers, measured, verify);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  fmt::print(R"({{"rate":{:.1f},"enrolled":{},"waiting":{},"warm_up":{},"measured":{},)"
             R"("succeeded":{}}})"
             "\n",
             static_cast<double>(succeeded) / took.count(), enrolled, waiting, warmed_up,
             measured.size(), succeeded);
  return warmed_up + succeeded == static_cast<long>(accounts.size()) ? 0 : 1;
}
