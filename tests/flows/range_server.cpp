#include "range_server.hpp"

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/runtime/timer.hpp>

namespace gatehouse::test {

RangeServer::RangeServer()
    : guard_(boost::asio::make_work_guard(context_)),
      server_(context_, {}, std::make_shared<http::ConnectionCounter>(http::ServerLimits{}),
              [this](http::Request& request) { return answer(request); }),
      port_(server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .port = 0,
                            .tls = nullptr,
                            .trusted_proxies = {}})),
      thread_([this] { context_.run(); }) {}

RangeServer::~RangeServer() {
  context_.stop();
  thread_.join();
}

void RangeServer::add(const std::string& password) {
  auto digits = encode_hex(crypto::sha1(password));
  for (auto& c : digits) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::lock_guard lock(mutex_);
  known_.push_back(digits);
}

void RangeServer::answer_with(int status, std::string body, std::chrono::milliseconds after) {
  const std::lock_guard lock(mutex_);
  fixed_ = {.status = status, .body = std::move(body)};
  pause_ = after;
}

std::vector<std::string> RangeServer::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

Task<http::Response> RangeServer::answer(http::Request& request) {
  std::chrono::milliseconds pause{};
  http::Response response;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request.method + " " + request.target + " " +
                        std::string(request.header("add-padding")));
    pause = pause_;
    response = fixed_;
    if (response.status == 0) {
      response.status = 200;
      for (int i = 0; i < 800; ++i)
        response.body += encode_hex(crypto::sha1(std::to_string(i))).substr(0, 35) + ":0\r\n";
      const auto prefix = request.path.substr(request.path.rfind('/') + 1);
      for (const auto& digits : known_) {
        if (digits.starts_with(prefix)) response.body += digits.substr(5) + ":37\r\n";
      }
    }
  }
  if (pause.count() > 0) co_await runtime::sleep_for(pause);
  co_return response;
}

}  // namespace gatehouse::test
