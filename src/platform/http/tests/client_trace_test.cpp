#include "client_trace.hpp"

#include <exception>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::http {
namespace {

constexpr auto parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// Answers with what it was told about the trace.
Task<Response> answer(Request& request) {
  Response response{.status = request.path == "/broken" ? 500 : 200};
  response.headers = {{"X-Parent", std::string(request.header("traceparent"))},
                      {"X-State", std::string(request.header("tracestate"))}};
  co_return response;
}

class ClientTrace : public testing::Test {
 protected:
  ClientTrace() {
    port_ = server_.listen({.address = *IpAddress::parse("127.0.0.1"),
                            .port = 0,
                            .tls = nullptr,
                            .trusted_proxies = {}});
  }

  // As a request would, with `activity` around it.
  ClientResponse send(telemetry::Activity activity, const std::string& path = "/") {
    std::optional<ClientResponse> response;
    std::exception_ptr failure;
    boost::asio::co_spawn(
        context_,
        [](ClientTrace& self, telemetry::Activity current, std::string to) -> Task<ClientResponse> {
          const telemetry::ActivityScope scope{std::move(current)};
          Client client{self.transfers_};
          const auto url = "http://me:pw@127.0.0.1:" + std::to_string(self.port_) + to;
          auto got = co_await client.send({.url = url, .destination = Destination::configured});
          EXPECT_EQ(telemetry::current_activity().request_id.front(), 'r') << "it is back";
          co_return got;
        }(*this, std::move(activity), path),
        [&](std::exception_ptr error, ClientResponse got) {
          failure = error;
          response = std::move(got);
        });
    while (!response) {
      context_.run_one();
      EXPECT_FALSE(telemetry::current_activity().is_request()) << "it was put aside";
    }
    if (failure) std::rethrow_exception(failure);
    return *response;
  }

  telemetry::Activity request(telemetry::Tracer* tracer) {
    return {.trace = telemetry::TraceContext::join(parent, "vendor=1"),
            .request_id = {'r'},
            .tracer = tracer};
  }

  boost::asio::io_context context_{1};
  CurlMulti transfers_{context_.get_executor()};
  ServerLimits limits_;
  Server server_{context_, limits_, std::make_shared<ConnectionCounter>(limits_), &answer};
  std::uint16_t port_ = 0;
  ManualClock clock_;
};

TEST_F(ClientTrace, IsHandedOnWithTheSpanOfTheCall) {
  telemetry::Tracer tracer(clock_, {});
  const auto activity = request(&tracer);
  const auto response = send(activity, "/a?secret=1");
  const auto spans = tracer.take(10);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(response.header("X-Parent"), spans[0].trace.traceparent());
  EXPECT_EQ(response.header("X-State"), "vendor=1");
  EXPECT_EQ(spans[0].trace.parent_id, activity.trace.span_id);
  EXPECT_EQ(spans[0].name, "GET");
  EXPECT_FALSE(spans[0].failed);
  ASSERT_EQ(spans[0].attributes.size(), 3U);
  EXPECT_EQ(std::get<std::string>(spans[0].attributes[1].value), "127.0.0.1");
  EXPECT_EQ(std::get<std::int64_t>(spans[0].attributes[2].value), 200);
}

TEST_F(ClientTrace, IsHandedOnWhenNothingIsRecorded) {
  const auto activity = request(nullptr);
  EXPECT_EQ(send(activity).header("X-Parent"), activity.trace.traceparent());
}

TEST_F(ClientTrace, TellsOfCallsThatFail) {
  telemetry::Tracer tracer(clock_, {});
  send(request(&tracer), "/broken");
  EXPECT_TRUE(tracer.take(1).at(0).failed);
}

TEST(ClientTraceHeaders, StayAwayFromStrangersAndFromWorkWithoutARequest) {
  ManualClock clock;
  telemetry::Tracer tracer(clock, {});
  {
    const telemetry::ActivityScope scope{
        {.trace = telemetry::TraceContext::join(parent), .request_id = {'r'}, .tracer = &tracer}};
    telemetry::ChildSpan span{telemetry::SpanKind::client};
    ClientRequest stranger{.url = "https://user.example/hook"};
    join_trace(stranger, span);
    EXPECT_TRUE(stranger.headers.empty());
    EXPECT_EQ(span.span().attributes.size(), 1U) << "the method, not the host that a user chose";
  }
  telemetry::ChildSpan none{telemetry::SpanKind::client};
  ClientRequest background{.url = "http://localhost/", .destination = Destination::configured};
  join_trace(background, none);
  EXPECT_TRUE(background.headers.empty());
}

TEST(ClientTraceHeaders, HostsAreToldWithoutWhatSurroundsThem) {
  EXPECT_EQ(host_of("https://me:pw@sms.example:8443/send?to=1"), "sms.example");
  EXPECT_EQ(host_of("http://[2001:db8::1]:80/x"), "[2001:db8::1]");
  EXPECT_EQ(host_of("https://a.example?x=@b.example"), "a.example");
  EXPECT_EQ(host_of(""), "");
}

}  // namespace
}  // namespace gatehouse::http
