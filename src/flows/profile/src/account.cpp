#include <gatehouse/flows/profile.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {
namespace {

boost::json::value changeable(const records::Account& account) {
  boost::json::object values{{"locale", account.locale}, {"time_zone", account.time_zone}};
  if (account.display_name) values["display_name"] = *account.display_name;
  return values;
}

}  // namespace

Task<Result<services::AccountView>> Profile::show(api::Context& context) {
  auto tx = pg::Transaction::reading(database_);
  const auto account = co_await records::Accounts{tx}.find(context.principal().account).get();
  if (!account) co_return fail(ErrorCode::session_ended);
  co_return services::view_of(*account);
}

Task<Result<services::AccountView>> Profile::update(api::Context& context, UpdateAccount request) {
  const auto now = context.now();
  const auto id = context.principal().account;
  pg::Transaction tx{database_};
  records::Accounts accounts{tx};
  const auto before = accounts.find(id);
  const auto after =
      accounts.update(id, request.display_name, request.locale, request.time_zone, now);
  co_await tx.flush();
  if (!before.value() || !after.value()) co_return fail(ErrorCode::session_ended);
  services::Journal{tx}.record({.type = "account.updated",
                                .account = id,
                                .old_values = changeable(*before.value()),
                                .new_values = changeable(*after.value())},
                               api::origin_of(context), now);
  co_await tx.commit();
  co_return services::view_of(*after.value());
}

}  // namespace gatehouse::flows
