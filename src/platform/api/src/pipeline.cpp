#include "pipeline.hpp"

#include <algorithm>
#include <exception>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/api/problem.hpp>

#include "steps.hpp"

namespace gatehouse::api {
namespace {

// Scheme and authority, as browsers write them into Origin.
std::string origin_of(std::string_view url) {
  const auto authority = url.find("//");
  const auto start = authority == std::string_view::npos ? 0 : authority + 2;
  return ascii_lower(url.substr(0, url.find('/', start)));
}

// The place of a request's method in Methods; HEAD is GET without its body.
std::optional<Method> parse_method(std::string_view text) {
  if (text == "HEAD") return Method::get;
  for (std::size_t i = 0; i < method_count; ++i) {
    if (text == method_name(static_cast<Method>(i))) return static_cast<Method>(i);
  }
  return std::nullopt;
}

std::size_t route_of(const Methods* methods, std::string_view method) {
  const auto parsed = parse_method(method);
  return methods == nullptr || !parsed ? no_route : (*methods)[static_cast<std::size_t>(*parsed)];
}

Error too_many(std::chrono::microseconds wait) {
  return {.code = ErrorCode::rate_limited,
          .retry_after = std::chrono::ceil<std::chrono::seconds>(wait)};
}

}  // namespace

Pipeline::Pipeline(RouterOptions options)
    : options_(std::move(options)),
      origin_(origin_of(options_.public_url)),
      https_(origin_.starts_with("https:")) {}

Task<http::Response> Pipeline::handle(http::Request& request) {
  Context context{request, options_.clock, origin_};
  const telemetry::ActivityScope activity{begin(context)};
  const auto* methods = tree.find(request.path, context.path_parameters_);
  const auto number = route_of(methods, request.method);
  http::Response response;
  std::string_view error_code;
  if (number != no_route) {
    context.route_ = &routes[number];
    context.deadline_ = context.started_ + context.route_->route.deadline;
    telemetry::current_activity().deadline = context.deadline_;
    auto outcome = co_await run(context, operations[number]);
    if (outcome) {
      response = std::move(*outcome);
    } else {
      error_code = error_info(outcome.error().code).name;
      response = refuse(context, outcome.error());
    }
    finish(context, response);
  } else if (methods == nullptr && fallback) {
    response = co_await run_fallback(context);
  } else {
    response = unrouted(methods, context);
    finish(context, response);
  }
  if (options_.observer != nullptr) {
    options_.observer->completed({.context = context,
                                  .route = context.route_,
                                  .method = request.method,
                                  .status = response.status,
                                  .error_code = error_code,
                                  .begun = context.started_,
                                  .duration = std::chrono::steady_clock::now() - context.started_,
                                  .response_bytes = response.content().size()});
  }
  co_return response;
}

telemetry::Activity Pipeline::begin(Context& context) const {
  if (options_.tracer != nullptr) context.trace_.sampled = options_.tracer->samples(context.trace_);
  telemetry::Activity activity{.trace = context.trace_};
  std::ranges::copy(context.request_id_, activity.request_id.begin());
  if (options_.tracer != nullptr && context.trace_.sampled) {
    activity.tracer = options_.tracer;
    activity.clock_offset = options_.tracer->clock_offset();
  }
  return activity;
}

Task<Result<http::Response>> Pipeline::run(Context& context, const Operation& operation) {
  try {
    if (auto error = co_await admit(context)) co_return std::unexpected(std::move(*error));
    telemetry::require_time();
    co_return co_await operation(context);
  } catch (...) {
    co_return std::unexpected(failure(context));
  }
}

Task<http::Response> Pipeline::run_fallback(Context& context) {
  try {
    co_return co_await fallback(context.request());
  } catch (...) {
    auto response = problem(failure(context), context.request_id());
    finish(context, response);
    co_return response;
  }
}

Task<std::optional<Error>> Pipeline::admit(Context& context) {
  if (auto error = check_body(context)) co_return error;
  const auto& route = context.route().route;
  if (!route.limits.empty()) {
    if (auto error = co_await count(context, false)) co_return error;
  }
  if (route.access.caller() == Access::Caller::anyone) co_return std::nullopt;
  if (auto error = co_await authenticate(context)) co_return error;
  if (!route.limits.empty()) {
    if (auto error = co_await count(context, true)) co_return error;
  }
  co_return authorise(context);
}

Task<std::optional<Error>> Pipeline::count(const Context& context, bool by_account) {
  if (options_.limiter == nullptr) co_return std::nullopt;
  for (const auto& limit : context.route().route.limits) {
    if ((limit.key == LimitKey::account) != by_account) continue;
    auto key = limit_key(limit, context);
    if (key.empty()) continue;
    const auto wait = co_await options_.limiter->take(std::move(key), limit);
    if (wait.count() > 0) co_return too_many(wait);
  }
  co_return std::nullopt;
}

Task<std::optional<Error>> Pipeline::authenticate(Context& context) {
  const bool required = context.route().route.access.caller() == Access::Caller::signed_in;
  const auto credential = find_credential(context, options_.session_cookie);
  if (!credential || options_.authenticator == nullptr) {
    if (required) co_return Error{ErrorCode::unauthenticated};
    co_return std::nullopt;
  }
  context.by_cookie_ = credential->from_cookie;
  if (auto error = check_origin(context)) co_return error;
  auto principal = co_await options_.authenticator->authenticate(*credential);
  if (principal) {
    context.principal_ = std::move(*principal);
  } else if (required) {
    co_return std::move(principal.error());
  }
  co_return std::nullopt;
}

// What the exception in flight becomes; its text goes to the log only.
Error Pipeline::failure(const Context& context) {
  const auto tell = [&](std::string_view cause) {
    if (options_.observer != nullptr) options_.observer->failed(context, cause);
  };
  try {
    throw;
  } catch (const Unavailable& down) {
    tell(down.what());
    return {.code = ErrorCode::unavailable, .retry_after = down.retry_after()};
  } catch (const std::exception& bug) {
    tell(bug.what());
  } catch (...) {
    tell("an exception that is no std::exception");
  }
  return {.code = ErrorCode::internal_error};
}

}  // namespace gatehouse::api
