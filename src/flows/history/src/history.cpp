#include <gatehouse/flows/history.hpp>

namespace gatehouse::flows {
namespace {

std::optional<SecurityEventId> before(const api::PageQuery& query) {
  if (!query.cursor) return std::nullopt;
  return SecurityEventId{query.cursor->id};
}

}  // namespace

void History::add_routes(api::Router& router) {
  router.add({.method = api::Method::get,
              .path = "/v1/me/security-events",
              .operation_id = "listSecurityEvents",
              .summary = "What happened to the account's security, newest first",
              .access = api::signed_in(),
              .tag = "History"},
             *this, &History::security_events);
  router.add({.method = api::Method::get,
              .path = "/v1/me/sign-in-history",
              .operation_id = "listSignIns",
              .summary = "Attempts to sign in, newest first",
              .access = api::signed_in(),
              .tag = "History"},
             *this, &History::sign_ins);
}

api::Fields fields_of(std::type_identity<SecurityEventQuery>) {
  return {{"min_severity", {.description = "Leaves out what is less severe."}}};
}

api::Fields fields_of(std::type_identity<SignInQuery>) {
  return {{"is_successful", {.description = "Only attempts with this outcome."}}};
}

Task<Result<api::Page<SecurityEventItem>>> History::security_events(api::Context& context,
                                                                    SecurityEventQuery query) {
  auto tx = pg::Transaction::reading(database_);
  auto rows = co_await records::SecurityEvents{tx}
                  .list(context.principal().account, before(query), query.size() + 1,
                        query.min_severity.value_or(records::Severity::low))
                  .get();
  co_return api::make_page<SecurityEventItem>(
      std::move(rows), query.size(),
      [](const auto& row) { return api::Cursor{row.created_at, row.id.uuid}; },
      [this](auto row) {
        auto place = places_.find(row.ip_address);
        return SecurityEventItem{std::move(row), std::move(place)};
      });
}

Task<Result<api::Page<SignInItem>>> History::sign_ins(api::Context& context, SignInQuery query) {
  auto tx = pg::Transaction::reading(database_);
  auto rows = co_await records::SecurityEvents{tx}
                  .list_attempts(context.principal().account, before(query), query.size() + 1,
                                 query.is_successful)
                  .get();
  co_return api::make_page<SignInItem>(
      std::move(rows), query.size(),
      [](const auto& row) { return api::Cursor{row.attempted_at, row.id.uuid}; },
      [this](auto row) {
        auto place = places_.find(row.ip_address);
        return SignInItem{std::move(row), std::move(place)};
      });
}

}  // namespace gatehouse::flows
