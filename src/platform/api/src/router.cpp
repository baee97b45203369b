#include <gatehouse/platform/api/router.hpp>

#include <algorithm>

#include <gatehouse/base/assert.hpp>

#include "pipeline.hpp"

namespace gatehouse::api {
namespace {

bool fits_a_text(const Shape& shape) {
  const auto& form = without_optional(shape);
  const auto& value = form.kind == Kind::array ? form.element() : form;
  return value.kind != Kind::object && value.kind != Kind::array && value.kind != Kind::any &&
         value.kind != Kind::one_of && value.kind != Kind::optional;
}

void check(const RouteInfo& info) {
  if (info.input == nullptr) {
    GH_ASSERT(info.path_parameters.empty());
    return;
  }
  GH_ASSERT(info.input->kind == Kind::object);
  for (const auto name : info.path_parameters) GH_ASSERT(find_member(*info.input, name) != nullptr);
  for (const auto& member : info.input->members) {
    const bool in_body =
        !info.is_path_parameter(member.name) && !info.uses_query() && info.route.body == Body::json;
    GH_ASSERT(in_body || fits_a_text(member.shape()));
  }
}

}  // namespace

Router::Router(RouterOptions options) : pipeline_(std::make_unique<Pipeline>(std::move(options))) {}

Router::~Router() = default;

void Router::insert(RouteInfo info, Operation operation) {
  info.path_parameters = parameter_names(info.route.path);
  check(info);
  auto& pipeline = *pipeline_;
  const auto same_id = [&](const RouteInfo& other) {
    return other.route.operation_id == info.route.operation_id;
  };
  GH_ASSERT(std::ranges::none_of(pipeline.routes, same_id));
  GH_ASSERT(pipeline.tree.insert(info.route.path, info.route.method, pipeline.routes.size()));
  pipeline.routes.push_back(std::move(info));
  pipeline.operations.push_back(std::move(operation));
}

void Router::set_fallback(std::function<Task<http::Response>(http::Request&)> handler) {
  pipeline_->fallback = std::move(handler);
}

Task<http::Response> Router::handle(http::Request& request) { return pipeline_->handle(request); }

std::span<const RouteInfo> Router::routes() const noexcept { return pipeline_->routes; }

}  // namespace gatehouse::api
