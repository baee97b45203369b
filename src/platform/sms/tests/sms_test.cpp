#include <gatehouse/platform/sms/sms.hpp>

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::sms {
namespace {

class SmsTest : public testing::Test {
 protected:
  SmsTest() {
    port_ = server_.listen(
        {.address = *IpAddress::parse("127.0.0.1"), .port = 0, .tls = {}, .trusted_proxies = {}});
  }
  SendResult send(std::variant<TwilioOptions, GatewayOptions> options,
                  const std::string& to = "+8801712345678",
                  const std::string& text = "কোড & \"1\" {to}") {
    http::Client client{transfers_};
    SmsSender sender{client, std::move(options)};
    std::optional<SendResult> result;
    boost::asio::co_spawn(context_, sender.send(to, text, "message-7"),
                          [&](std::exception_ptr error, SendResult got) {
                            if (error) std::rethrow_exception(error);
                            result = std::move(got);
                          });
    while (!result) context_.run_one();
    return *result;
  }
  std::string url(std::string_view path = "") const {
    return fmt::format("http://127.0.0.1:{}{}", port_, path);
  }
  TwilioOptions twilio() const {
    return {.api_url = url(),
            .account_sid = "AC1",
            .auth_token = Secret{"token"},
            .from = "+15005550006"};
  }

  boost::asio::io_context context_{1};
  http::CurlMulti transfers_{context_.get_executor()};
  http::Request last_{};
  http::Response answer_{.status = 201, .headers = {}, .body = "{}"};
  http::Server server_{context_, http::ServerLimits{},
                       std::make_shared<http::ConnectionCounter>(http::ServerLimits{}),
                       [this](http::Request& request) { return take(request); }};
  std::uint16_t port_ = 0;

 private:
  Task<http::Response> take(http::Request& request) {
    last_ = request;
    co_return answer_;
  }
};

TEST_F(SmsTest, TwilioGetsItsForm) {
  EXPECT_EQ(send(twilio()).outcome, Outcome::sent);
  EXPECT_EQ(last_.method, "POST");
  EXPECT_EQ(last_.path, "/2010-04-01/Accounts/AC1/Messages.json");
  EXPECT_EQ(last_.header("authorization"), "Basic QUMxOnRva2Vu");
  EXPECT_EQ(last_.header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(last_.body,
            "To=%2B8801712345678&From=%2B15005550006&Body=%E0%A6%95%E0%A7%8B%E0%A6%A1%20%26%20%221%"
            "22%20%7Bto%7D");
  auto service = twilio();
  service.from = "MG1";
  send(service);
  EXPECT_NE(last_.body.find("&MessagingServiceSid=MG1&"), std::string::npos);
}

TEST_F(SmsTest, AnswersAreToldApart) {
  for (const int status : {500, 503, 429, 401, 403, 302}) {
    answer_.status = status;
    EXPECT_EQ(send(twilio()).outcome, Outcome::temporary) << status;
  }
  for (const int status : {400, 404}) {
    answer_.status = status;
    EXPECT_EQ(send(twilio()).outcome, Outcome::permanent) << status;
  }
  auto nobody = twilio();
  nobody.api_url = "http://127.0.0.1:1";
  EXPECT_EQ(send(nobody).outcome, Outcome::temporary);
}

TEST_F(SmsTest, AGatewayTakesItsFieldsInTheUrl) {
  EXPECT_EQ(send(GatewayOptions{.url = url("/send?n={to_digits}&t={text}&u={unicode}&x={other}"),
                                .method = "GET"})
                .outcome,
            Outcome::sent);
  EXPECT_EQ(last_.method, "GET");
  EXPECT_TRUE(last_.query.starts_with("n=8801712345678&t=%E0%A6%95")) << last_.query;
  EXPECT_NE(last_.query.find("%7Bto%7D&u=1"), std::string::npos) << last_.query;
}

TEST_F(SmsTest, AGatewayTakesItsFieldsAsJson) {
  const GatewayOptions json{.url = url("/send"),
                            .body = Secret{R"({"to":"{to}","text":"{text}"})"},
                            .content_type = "application/json",
                            .headers = {{"X-Key", "k"}},
                            .success_text = "\"ok\""};
  answer_.body = R"({"status":"ok"})";
  EXPECT_EQ(send(json).outcome, Outcome::sent);
  EXPECT_EQ(last_.body, R"({"to":"+8801712345678","text":"কোড & \"1\" {to}"})");
  EXPECT_EQ(last_.header("content-type"), "application/json");
  EXPECT_EQ(last_.header("x-key"), "k");
  answer_.body = R"({"status":"no balance"})";
  EXPECT_EQ(send(json).outcome, Outcome::temporary);
}

TEST_F(SmsTest, AGatewayIsToldWhichMessageItIs) {
  const GatewayOptions form{.url = url("/send?ref={id}"),
                            .body = Secret{"t={text}&id={id}"},
                            .headers = {{"Idempotency-Key", "gh {id}"}, {"X-Text", "{text}"}}};
  EXPECT_EQ(send(form, "+8801712345678", "{id}").outcome, Outcome::sent);
  EXPECT_EQ(last_.query, "ref=message-7");
  EXPECT_EQ(last_.body, "t=%7Bid%7D&id=message-7");
  EXPECT_EQ(last_.header("idempotency-key"), "gh message-7");
  EXPECT_EQ(last_.header("x-text"), "{text}") << "no text stands in a header";
}

TEST_F(SmsTest, OnlyNumbersInE164AreSentTo) {
  for (const auto* to : {"", "8801712345678", "+0171234567", "+880171234567890123",
                         "+88017123x5678", "+8801712345678\n"}) {
    EXPECT_EQ(send(twilio(), to).outcome, Outcome::permanent) << to;
  }
  EXPECT_TRUE(last_.method.empty());
}

}  // namespace
}  // namespace gatehouse::sms
