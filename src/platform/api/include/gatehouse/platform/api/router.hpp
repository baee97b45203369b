// The route table and the steps that every request takes: request id and trace → size → route →
// rate limits → authenticate → CSRF → authorise → decode and validate → handler → encode → security
// headers → access log. A Router belongs to one worker.
//
//   router.add({.method = api::Method::post, .path = "/v1/registrations", .operation_id =
//   "startRegistration",
//               .summary = "Begin a registration", .access = api::anonymous(),
//               .limits = {api::per_address(10, 1min)}, .status = 202},
//              registration, &Registration::start);
//
// A handler is Task<Result<Out>>(Context&, In) or Task<Result<Out>>(Context&). In is a described
// struct: members with the name of a path parameter come from the path, the others of GET and
// DELETE from the query, else from the body. Out is a described struct, api::Empty, or
// http::Response for what is not JSON. A handler without In ignores query and body. A malformed
// path parameter is 404; an empty body is read as {}; unknown query parameters are refused like
// unknown members.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include <gatehouse/platform/api/context.hpp>
#include <gatehouse/platform/api/json.hpp>
#include <gatehouse/platform/api/observer.hpp>
#include <gatehouse/platform/api/route.hpp>
#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/telemetry/tracer.hpp>

namespace gatehouse::api {

/// Nothing to say: 204.
struct Empty {};

namespace detail {

template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class F, class Out, class In>
struct Signature<Task<Result<Out>> (F::*)(Context&, In)> {
  using Output = Out;
  using Input = std::remove_cvref_t<In>;
};
template <class F, class Out, class In>
struct Signature<Task<Result<Out>> (F::*)(Context&, In) const>
    : Signature<Task<Result<Out>> (F::*)(Context&, In)> {};
template <class F, class Out>
struct Signature<Task<Result<Out>> (F::*)(Context&)> {
  using Output = Out;
  using Input = void;
};
template <class F, class Out>
struct Signature<Task<Result<Out>> (F::*)(Context&) const>
    : Signature<Task<Result<Out>> (F::*)(Context&)> {};

/// Fills `input` from path and query or body.
std::optional<Error> decode_request(const Context& context, void* input);
/// The answer of a route whose handler gave `output`.
http::Response encode_response(const RouteInfo& route, const void* output);

template <class Out>
Result<http::Response> finish(const Context& context, Result<Out> out) {
  if (!out) return std::unexpected(std::move(out.error()));
  if constexpr (std::is_same_v<Out, http::Response>) {
    return std::move(*out);
  } else {
    return encode_response(context.route(), &*out);
  }
}

template <class In, class Out, class F>
Task<Result<http::Response>> serve(const F& handler, Context& context) {
  if constexpr (std::is_void_v<In>) {
    co_return finish(context, co_await handler(context));
  } else {
    In input{};
    if (auto error = decode_request(context, &input)) co_return std::unexpected(std::move(*error));
    co_return finish(context, co_await handler(context, std::move(input)));
  }
}

}  // namespace detail

/// What the pipeline needs from outside. All outlive the router; only `clock` is mandatory.
struct RouterOptions {
  const Clock& clock;
  Authenticator* authenticator = nullptr;  ///< without it nobody is ever signed in
  RateLimiter* limiter = nullptr;          ///< without it there are no limits
  Observer* observer = nullptr;
  telemetry::Tracer* tracer = nullptr;  ///< without it no spans are recorded
  std::string public_url =
      "http://localhost:8080";  ///< scheme and authority count; https turns HSTS on
  std::string session_cookie = "__Host-gatehouse";
};

/// A handler with its types erased.
using Operation = std::function<Task<Result<http::Response>>(Context&)>;

class Pipeline;

class Router {
 public:
  explicit Router(RouterOptions options);
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// Adds a route. Asserts that its path and operation id are new and that each path parameter is a
  /// member of In.
  template <class F>
  void add(Route route, F handler) {
    using Signature = detail::Signature<F>;
    using In = typename Signature::Input;
    using Out = typename Signature::Output;
    RouteInfo info{.route = std::move(route)};
    if constexpr (!std::is_void_v<In>) info.input = &shape_of<In>();
    if constexpr (!std::is_same_v<Out, Empty> && !std::is_same_v<Out, http::Response>)
      info.output = &shape_of<Out>();
    if constexpr (std::is_same_v<Out, Empty>)
      info.route.status = info.route.status == 0 ? 204 : info.route.status;
    insert(std::move(info),
           [shared = std::make_shared<const F>(std::move(handler))](Context& context) {
             return detail::serve<In, Out, F>(*shared, context);
           });
  }

  /// The same with a member function of `flow`, which must outlive the router.
  template <class Flow, class Out, class In>
  void add(Route route, Flow& flow, Task<Result<Out>> (Flow::*operation)(Context&, In)) {
    add(std::move(route), [&flow, operation](Context& context, In input) {
      return (flow.*operation)(context, std::forward<In>(input));
    });
  }
  template <class Flow, class Out>
  void add(Route route, Flow& flow, Task<Result<Out>> (Flow::*operation)(Context&)) {
    add(std::move(route),
        [&flow, operation](Context& context) { return (flow.*operation)(context); });
  }

  /// Answers paths that no route has (pages, static files); without it they are 404. Its answers
  /// keep their own headers.
  void set_fallback(std::function<Task<http::Response>(http::Request&)> handler);

  /// Answers a request. Never throws: Unavailable is 503 with Retry-After, any other exception is
  /// 500 and goes to the observer.
  Task<http::Response> handle(http::Request& request);

  /// Every route, in the order in which they were added. The span is valid until the next add.
  std::span<const RouteInfo> routes() const noexcept;

 private:
  void insert(RouteInfo info, Operation operation);

  std::unique_ptr<Pipeline> pipeline_;
};

}  // namespace gatehouse::api
