// Texts by a gateway of the operator's choice, from the settings to the request.
#include <condition_variable>
#include <mutex>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/config/config.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

// Takes every message with status 200, but the first one's answer says that nothing was sent.
class Gateway {
 public:
  Gateway()
      : guard_(boost::asio::make_work_guard(context_)),
        server_(context_, {}, std::make_shared<http::ConnectionCounter>(http::ServerLimits{}),
                [this](http::Request& request) { return take(request); }),
        port_(server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                              .port = 0,
                              .tls = nullptr,
                              .trusted_proxies = {}})),
        thread_([this] { context_.run(); }) {}
  ~Gateway() {
    context_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/send"; }
  /// The one of this number, from 0; waits for it.
  http::Request request(std::size_t number) {
    std::unique_lock lock(mutex_);
    if (!came_.wait_for(lock, 10s, [&] { return requests_.size() > number; }))
      throw std::runtime_error("the gateway was asked " + std::to_string(requests_.size()) +
                               " times");
    return requests_[number];
  }

 private:
  Task<http::Response> take(http::Request& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    came_.notify_all();
    co_return http::Response{.body = requests_.size() == 1 ? R"({"result":"no balance"})"
                                                           : R"({"result":"accepted"})"};
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<http::Request> requests_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  http::Server server_;
  std::uint16_t port_;
  std::thread thread_;
};

TEST(SmsGateway, IsAskedAsTheSettingsSayAndToldWhenItIsTheSameMessage) {
  Gateway gateway;
  const auto settings = config::load(
      "", {{"GATEHOUSE_SMS_PROVIDER", "gateway"},
           {"GATEHOUSE_SMS_GATEWAY_URL", gateway.url()},
           {"GATEHOUSE_SMS_GATEWAY_BODY", R"({"to":"{to_digits}","text":"{text}","ref":"{id}"})"},
           {"GATEHOUSE_SMS_GATEWAY_CONTENT_TYPE", "application/json"},
           {"GATEHOUSE_SMS_GATEWAY_HEADERS", "Authorization: Bearer abc, Idempotency-Key: {id}"},
           {"GATEHOUSE_SMS_GATEWAY_SUCCESS_TEXT", "\"accepted\""}});
  ASSERT_TRUE(settings) << settings.error().front();
  test::Service service(*settings);
  const auto started =
      service.post("/v1/registrations",
                   R"({"phone":"+8801712345678","password":"correct horse battery staple 9"})");
  ASSERT_EQ(started.status, 202) << started.content;

  const auto first = gateway.request(0);
  EXPECT_EQ(first.method, "POST");
  EXPECT_EQ(first.header("authorization"), "Bearer abc");
  EXPECT_EQ(first.header("content-type"), "application/json");
  const auto body = boost::json::parse(first.body).as_object();
  EXPECT_EQ(body.at("to"), "8801712345678");
  EXPECT_TRUE(std::string_view(body.at("text").as_string()).contains("Gatehouse")) << first.body;
  EXPECT_FALSE(body.at("ref").as_string().empty());
  EXPECT_EQ(body.at("ref").as_string(), first.header("idempotency-key"));

  for (int i = 0; i < 500 && !service.database.value("SELECT last_error FROM deliveries"); ++i)
    std::this_thread::sleep_for(10ms);
  service.clock.advance(2min);
  const auto second = gateway.request(1);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.header("idempotency-key"), first.header("idempotency-key"));
  const auto is_sent = [&] {
    return service.database.value("SELECT status FROM deliveries") == "sent";
  };
  for (int i = 0; i < 500 && !is_sent(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(is_sent());
}

}  // namespace
}  // namespace gatehouse
