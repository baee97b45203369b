#include "trace_exporter.hpp"

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

#include "version.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t batch_spans = 512;
constexpr std::chrono::seconds longest_pause = 30s;

// OTLP/HTTP: these ask for another try, every other failure is final.
bool may_be_sent_again(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

std::string traces_url(std::string endpoint) {
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint + "/v1/traces";
}

}  // namespace

TraceExporter::TraceExporter(boost::asio::any_io_executor executor, telemetry::Tracer& tracer,
                             const std::string& endpoint, telemetry::Metrics& metrics)
    : tracer_(tracer),
      url_(traces_url(endpoint)),
      resource_{.name = "gatehouse",
                .version = std::string(version),
                .instance = encode_hex(random_string(16))},
      exported_(metrics.counter("gatehouse_trace_spans_exported_total",
                                "Spans that the collector has taken")),
      transfers_(executor),
      client_(transfers_) {
  auto& dropped = metrics.counter("gatehouse_trace_spans_dropped_total",
                                  "Spans lost: the queue was full or the collector refused them");
  metrics.before_exposition([&tracer, &dropped] {
    dropped.Increment(static_cast<double>(tracer.dropped()) - dropped.Value());
  });
}

Task<bool> TraceExporter::run_once() {
  if (std::chrono::steady_clock::now() < next_try_) co_return false;
  if (batch_.empty()) batch_ = tracer_.take(batch_spans);
  if (batch_.empty()) co_return false;
  const auto outcome = co_await send();
  settle(outcome);
  co_return outcome == Outcome::delivered;
}

Task<> TraceExporter::finish() {
  for (;;) {
    if (batch_.empty()) batch_ = tracer_.take(batch_spans);
    if (batch_.empty()) co_return;
    const auto outcome = co_await send();
    settle(outcome);
    if (outcome != Outcome::delivered) co_return;
  }
}

Task<TraceExporter::Outcome> TraceExporter::send() {
  http::ClientRequest request{.method = "POST",
                              .url = url_,
                              .headers = {{"Content-Type", "application/json"}},
                              .body = telemetry::to_otlp_json(resource_, batch_),
                              .destination = http::Destination::configured,
                              .connect_timeout = 1s,
                              .timeout = 3s};
  http::ClientResponse response;
  try {
    response = co_await client_.send(std::move(request));
  } catch (const std::exception& error) {
    cause_ = error.what();
    co_return Outcome::unreachable;
  }
  if (response.status == 200) {
    const auto rejected =
        std::min<std::uint64_t>(telemetry::rejected_spans(response.body), batch_.size());
    tracer_.count_dropped(rejected);
    exported_.Increment(static_cast<double>(batch_.size() - rejected));
    co_return Outcome::delivered;
  }
  cause_ = "status " + std::to_string(response.status);
  co_return may_be_sent_again(response.status) ? Outcome::unreachable : Outcome::refused;
}

// A collector that does not answer is asked again after 1, 2, 4 … 30 seconds; meanwhile the queue fills.
void TraceExporter::settle(Outcome outcome) {
  if (outcome == Outcome::delivered) {
    if (pause_ > 0s) telemetry::log(telemetry::Level::info, "traces_delivered_again");
    pause_ = 0s;
    batch_.clear();
    return;
  }
  if (pause_ == 0s) {
    telemetry::log(telemetry::Level::warn, "traces_not_delivered", {{"cause", cause_}});
  }
  pause_ = std::clamp(pause_ * 2, 1s, longest_pause);
  next_try_ = std::chrono::steady_clock::now() + pause_;
  if (outcome == Outcome::refused) {
    tracer_.count_dropped(batch_.size());
    batch_.clear();
  }
}

}  // namespace gatehouse::app
