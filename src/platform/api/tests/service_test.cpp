// The routes of the service; its name ends in _test so that it is part of the test program.
#include "service.hpp"

#include <boost/json/parse.hpp>

#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::api::testing {
namespace {

class Sessions {
 public:
  Task<Result<Session>> rename(Context&, RenameSession request) {
    co_return Session{request.id, request.name};
  }
  Task<Result<Empty>> end(Context& context, OneSession) {
    context.clear_cookie("__Host-gatehouse");
    co_return Empty{};
  }
  Task<Result<Page<Session>>> list(Context&, Search search) {
    std::vector<Session> rows(static_cast<std::size_t>(search.size()) + 1);
    for (auto& row : rows) row.name = search.tag.empty() ? "-" : search.tag.back();
    co_return make_page<Session>(
        std::move(rows), search.size(), [](const Session& row) { return Cursor{{}, row.id.uuid}; },
        [](Session row) { return row; });
  }
};

void add_order_routes(Router& router) {
  router.add({.method = Method::post,
              .path = "/orders",
              .operation_id = "createOrder",
              .summary = "Order something",
              .access = anonymous(),
              .tag = "orders",
              .errors = {ErrorCode::conflict},
              .status = 201},
             [](Context&, Order order) -> Task<Result<Line>> {
               if (order.email == "taken@b.example") co_return fail(ErrorCode::conflict, "Taken.");
               co_return Line{.article = "x", .count = 1};
             });
  router.add({.method = Method::post,
              .path = "/contacts",
              .operation_id = "addContact",
              .summary = "Add a contact",
              .access = anonymous(),
              .limits = {per_address(3, 30s)},
              .body = Body::form},
             [](Context&, Contact contact) -> Task<Result<Contact>> { co_return contact; });
}

void add_session_routes(Router& router, Sessions& sessions) {
  router.add({.method = Method::patch,
              .path = "/sessions/{id}",
              .operation_id = "renameSession",
              .summary = "Rename a session",
              .access = signed_in()},
             sessions, &Sessions::rename);
  router.add({.method = Method::delete_,
              .path = "/sessions/{id}",
              .operation_id = "endSession",
              .summary = "End a session",
              .access = step_up(5min, 1)},
             sessions, &Sessions::end);
  router.add({.method = Method::get,
              .path = "/sessions",
              .operation_id = "listSessions",
              .summary = "List sessions",
              .access = signed_in(),
              .limits = {per_account(1000, 1min)}},
             sessions, &Sessions::list);
  router.add({.method = Method::post,
              .path = "/sessions/lock",
              .operation_id = "lock",
              .summary = "Lock",
              .access = operators("accounts.lock").with_step_up(1min, 2)},
             [](Context&) -> Task<Result<Empty>> { co_return Empty{}; });
  router.add({.method = Method::get,
              .path = "/greeting",
              .operation_id = "greet",
              .summary = "Greet",
              .access = optionally_signed_in()},
             [](Context& context) -> Task<Result<http::Response>> {
               http::Response response;
               response.body = context.principal_or_null() == nullptr ? "stranger" : "friend";
               context.set_header("Cache-Control", "max-age=60");
               context.set_cookie("__Host-seen", "1");
               co_return response;
             });
}

void add_broken_routes(Router& router) {
  router.add({.method = Method::get,
              .path = "/broken",
              .operation_id = "broken",
              .summary = "Break",
              .access = anonymous()},
             [](Context&) -> Task<Result<Empty>> {
               throw std::runtime_error("secret cause");
               co_return Empty{};
             });
  router.add({.method = Method::get,
              .path = "/down",
              .operation_id = "down",
              .summary = "Be down",
              .access = anonymous()},
             [](Context&) -> Task<Result<Empty>> {
               throw Unavailable("no database", 3s);
               co_return Empty{};
             });
  router.add({.method = Method::get,
              .path = "/late",
              .operation_id = "late",
              .summary = "Never begin",
              .access = anonymous(),
              .deadline = std::chrono::milliseconds{-1}},
             [](Context&) -> Task<Result<Empty>> { co_return Empty{}; });
  router.add({.method = Method::get,
              .path = "/tardy",
              .operation_id = "tardy",
              .summary = "Be late for the second step",
              .access = anonymous(),
              .deadline = std::chrono::milliseconds{30}},
             [](Context&) -> Task<Result<Empty>> {
               telemetry::require_time();
               co_await runtime::sleep_for(std::chrono::milliseconds{60});
               telemetry::require_time();
               co_return Empty{};
             });
}

}  // namespace

Service::Service()
    : router_({.clock = clock,
               .authenticator = &tokens_,
               .limiter = &limiter_,
               .observer = &log,
               .public_url = "https://id.example/"}) {
  static Sessions sessions;
  add_order_routes(router_);
  add_session_routes(router_, sessions);
  add_broken_routes(router_);
}

http::Response Service::send(std::string_view method, std::string_view target,
                             const Headers& headers, std::string body) {
  http::Request request;
  request.method = method;
  request.target = target;
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
  request.client = *IpAddress::parse("192.0.2.1");
  request.headers = headers;
  request.body = std::move(body);
  return run(router_.handle(request));
}

http::Response Service::post(std::string_view target, std::string body, const Headers& more) {
  auto headers = more;
  headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  return send("POST", target, headers, std::move(body));
}

boost::json::object problem_of(const http::Response& response) {
  EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
  return boost::json::parse(response.body).as_object();
}

}  // namespace gatehouse::api::testing
