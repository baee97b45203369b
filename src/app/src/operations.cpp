#include "operations.hpp"

#include <algorithm>

#include <gatehouse/app/documents.hpp>

namespace gatehouse::app {
namespace {

http::Response text(int status, std::string body, std::string type = "text/plain; charset=utf-8") {
  http::Response response{.status = status};
  response.headers = {{"Content-Type", std::move(type)}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

}  // namespace

void Operations::add_routes(api::Router& router) {
  router_ = &router;
  const auto& settings = shared_.settings;
  const bool has_own_port = settings.http.metrics_port != 0;
  if (!has_own_port) add_probes(router);
  add(router, "/openapi.json", "showOpenApi", "This document", &Operations::document);
  if (!has_own_port && settings.mode == config::Mode::development) add_metrics(router);
}

void Operations::add_operator_routes(api::Router& router) {
  add_probes(router);
  add_metrics(router);
}

void Operations::add(api::Router& router, std::string_view path, std::string_view id,
                     std::string_view summary, Operation operation) {
  router.add({.method = api::Method::get,
              .path = path,
              .operation_id = id,
              .summary = summary,
              .access = api::anonymous(),
              .tag = "Operations"},
             *this, operation);
}

void Operations::add_probes(api::Router& router) {
  add(router, "/healthz", "showHealth", "The process is alive", &Operations::alive);
  add(router, "/readyz", "showReadiness", "The service can answer: database, keys",
      &Operations::ready);
}

void Operations::add_metrics(api::Router& router) {
  add(router, "/metrics", "showMetrics", "Prometheus metrics", &Operations::metrics);
}

Task<Result<http::Response>> Operations::alive(api::Context&) { co_return text(200, "ok\n"); }

Task<Result<http::Response>> Operations::ready(api::Context&) {
  // Whoever asks meets one worker, and with its next request another.
  const bool connected = std::ranges::all_of(
      shared_.databases, [](const auto& database) { return database->connected.load(); });
  if (!connected) co_return text(503, "the database is not connected\n");
  if (!shared_.ready) co_return text(503, "starting or stopping\n");
  co_return text(200, "ready\n");
}

Task<Result<http::Response>> Operations::metrics(api::Context&) {
  co_return text(200, shared_.metrics.text(), "text/plain; version=0.0.4; charset=utf-8");
}

Task<Result<http::Response>> Operations::document(api::Context&) {
  if (!document_)
    document_ = std::make_shared<const std::string>(openapi_document(router_->routes()));
  http::Response response;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "public, max-age=300"}};
  response.shared_body = document_;
  co_return response;
}

}  // namespace gatehouse::app
