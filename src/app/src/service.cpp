#include <gatehouse/app/service.hpp>

#include <condition_variable>
#include <mutex>

#include <gatehouse/app/worker.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/runtime/workers.hpp>

#include "background.hpp"
#include "operator_listener.hpp"
#include "service_metrics.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

http::ServerLimits limits_of(const config::Http& settings) {
  return {.max_connections = static_cast<std::size_t>(settings.max_connections),
          .max_connections_per_address =
              static_cast<std::size_t>(settings.max_connections_per_address)};
}

std::shared_ptr<http::TlsKeys> tls_keys(const config::Http& settings,
                                        const std::string& client_ca) {
  if (settings.tls_certificate.empty()) return nullptr;
  return std::make_shared<http::TlsKeys>(
      http::TlsOptions{.certificate = settings.tls_certificate,
                       .key = settings.tls_key,
                       .allow_tls_1_2 = settings.tls_min_version == config::TlsVersion::v1_2,
                       .client_ca = client_ca});
}

}  // namespace

struct Service::State {
  State(const config::Settings& settings, const std::string& conninfo, const Clock& clock)
      : shared(settings, conninfo, clock),
        loops(runtime::thread_count(settings.workers)),
        counter(std::make_shared<http::ConnectionCounter>(limits_of(settings.http))),
        tls(tls_keys(settings.http, "")),
        mutual_tls(settings.http.mtls_port > 0
                       ? tls_keys(settings.http, settings.http.mtls_client_ca)
                       : nullptr),
        port(static_cast<std::uint16_t>(settings.http.port)) {}

  // Each worker takes the port that the first one got.
  void add_worker(int index) {
    const auto& settings = shared.settings.http;
    auto& context = loops.context(index);
    workers.push_back(std::make_unique<Worker>(context, shared));
    auto& router = workers.back()->router();
    servers.push_back(std::make_unique<http::Server>(
        context, limits_of(settings), counter,
        [&router](http::Request& request) { return router.handle(request); }));
    const auto address = *IpAddress::parse(settings.address);
    port = servers.back()->listen({.address = address,
                                   .port = port,
                                   .tls = tls,
                                   .trusted_proxies = settings.trusted_proxies});
    if (mutual_tls) {
      servers.back()->listen({.address = address,
                              .port = static_cast<std::uint16_t>(settings.mtls_port),
                              .tls = mutual_tls,
                              .trusted_proxies = settings.trusted_proxies});
    }
  }

  void add_operators() {
    for (const auto& worker : workers) shared.databases.push_back(worker->database().statistics());
    add_service_metrics(shared, counter);
    if (shared.settings.http.metrics_port == 0) return;
    operators = std::make_unique<OperatorListener>(loops.context(0), shared);
  }

  // The thread that stops the service is nobody's event loop: it may wait.
  static void pause(std::chrono::milliseconds time) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable{}.wait_for(lock, time);
  }

  std::size_t busy() {
    std::atomic<std::size_t> open{0};
    loops.on_each([&](int i) {
      open += servers[static_cast<std::size_t>(i)]->connections();
      if (i == 0 && !background->is_idle()) ++open;
    });
    return open;
  }

  // What the last requests have left; a collector that does not answer is not waited for.
  void flush_traces(std::chrono::steady_clock::time_point limit) {
    if (!shared.tracer) return;
    loops.on_each([&](int i) {
      if (i == 0) background->flush_traces();
    });
    const auto end = std::min(limit, std::chrono::steady_clock::now()) + 1s;
    while (busy() > 0 && std::chrono::steady_clock::now() < end) pause(10ms);
  }

  Shared shared;
  runtime::Workers loops;
  std::shared_ptr<http::ConnectionCounter> counter;
  std::shared_ptr<http::TlsKeys> tls;
  std::shared_ptr<http::TlsKeys> mutual_tls;
  std::uint16_t port;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::unique_ptr<http::Server>> servers;
  std::unique_ptr<OperatorListener> operators;  ///< null: no port of their own
  std::shared_ptr<Background> background;
};

Service::Service(const config::Settings& settings, const std::string& conninfo, const Clock& clock)
    : state_(std::make_unique<State>(settings, conninfo, clock)) {
  auto& state = *state_;
  for (int i = 0; i < state.loops.size(); ++i) state.add_worker(i);
  state.add_operators();
  state.background = std::make_shared<Background>(state.loops.context(0), state.shared,
                                                  state.workers[0]->database());
  state.background->start();
  state.loops.start();
}

Service::~Service() {
  if (state_) stop();
}

std::uint16_t Service::port() const noexcept { return state_->port; }

void Service::reload() {
  if (state_->tls) state_->tls->reload();
  if (state_->mutual_tls) state_->mutual_tls->reload();
}

void Service::stop() {
  auto& state = *state_;
  state.loops.on_each([&](int i) {
    state.servers[static_cast<std::size_t>(i)]->drain();
    if (i == 0) {
      state.background->stop();
      state.shared.ready = false;
    }
  });
  const auto limit = std::chrono::steady_clock::now() + 8s;
  while (state.busy() > 0 && std::chrono::steady_clock::now() < limit) State::pause(10ms);
  state.flush_traces(limit);
  state.loops.on_each([&](int i) {
    const auto index = static_cast<std::size_t>(i);
    state.servers[index].reset();
    if (i == 0) {
      state.operators.reset();
      state.background.reset();
    }
    state.workers[index].reset();
  });
  state.loops.stop();
  state_.reset();
}

}  // namespace gatehouse::app
