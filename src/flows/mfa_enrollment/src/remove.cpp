#include <algorithm>

#include <gatehouse/flows/mfa_enrollment.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/authenticators/backup_codes.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/policy/assurance.hpp>

namespace gatehouse::flows {
namespace {

bool allows(const records::SignInAccount& policy, records::MfaMethod method) {
  const auto& allowed = policy.allowed_methods;
  return std::ranges::find(allowed, services::name_of(method)) != allowed.end();
}

}  // namespace

Task<Result<api::Empty>> MfaEnrollment::remove(api::Context& context, RemoveFactor request) {
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto origin = api::origin_of(context);
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  // Two removals at once: the second one sees what the first has left.
  accounts.lock(caller.account);
  const auto person = accounts.find(caller.account);
  const auto found = accounts.find_for_proof(caller.account);
  const auto listed = records::Factors{tx}.list(caller.account);
  co_await tx.flush();
  const auto policy = found.value();
  const auto factors = listed.value();
  if (!policy || !person.value()) co_return fail(ErrorCode::session_ended);
  const auto factor = std::ranges::find(factors, request.id, &records::Factor::id);
  if (factor == factors.end()) co_return fail(ErrorCode::not_found);
  const int level = services::required_level(*policy, "factor.remove");
  if (auto error = api::check_step_up(context, services::fresh_for, level))
    co_return std::unexpected(std::move(*error));
  const bool is_last = factors.size() == 1;
  // One that the profile no longer allows signs nobody in: it is not what is left.
  const bool leaves_one = std::ranges::any_of(factors, [&](const auto& other) {
    return other.id != request.id && allows(*policy, other.method_type);
  });
  const bool is_needed = is_last || (!leaves_one && allows(*policy, factor->method_type));
  if (is_needed && policy->mfa_required) co_return fail(ErrorCode::last_factor);

  records::Factors{tx}.remove(caller.account, request.id);
  if (is_last) records::BackupCodes{tx}.remove_all(caller.account);
  std::vector<SessionId> ended;
  if (request.end_other_sessions.value_or(false)) {
    ended = co_await records::Sessions{tx}
                .end_all_but(caller.account, caller.session, "factor_removed", now)
                .get();
  }
  services::Journal journal{tx};
  journal.record(
      {.type = "factor.removed",
       .account = caller.account,
       .severity = records::Severity::high,
       .session = caller.session,
       .data = {{"method", services::name_of(factor->method_type)},
                {"name", factor->name},
                {"ended_sessions", ended.size()}},
       .old_values = boost::json::value{{"id", factor->id.text()},
                                        {"method", services::name_of(factor->method_type)}}},
      origin, now);
  journal.record_ended(caller.account, ended, "factor_removed", {}, origin, now);
  services::Notify{tx, parts_.ring}.tell_owner(
      *person.value(), factors, "factor_removed",
      {{"factor", factor->name}, {"address", origin.ip_address.text()}}, now);
  co_await tx.commit();
  co_return api::Empty{};
}

Task<Result<BackupCodesMade>> MfaEnrollment::make_backup_codes(api::Context& context) {
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto origin = api::origin_of(context);
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  accounts.lock(caller.account);
  const auto person = accounts.find(caller.account);
  const auto policy = accounts.find_for_proof(caller.account);
  co_await tx.flush();
  if (!policy.value() || !person.value()) co_return fail(ErrorCode::session_ended);
  const int level = services::required_level(*policy.value(), "backup_codes.renew");
  if (auto error = api::check_step_up(context, services::fresh_for, level))
    co_return std::unexpected(std::move(*error));
  if (policy.value()->methods.empty())
    co_return fail(ErrorCode::conflict, "Add a second factor first: the codes stand in for it.");
  BackupCodesMade made{parts_.enrolment.renew_backup_codes(tx, caller.account, now)};
  services::Journal{tx}.record({.type = "backup_codes.renewed",
                                .account = caller.account,
                                .severity = records::Severity::medium,
                                .session = caller.session},
                               origin, now);
  services::Notify{tx, parts_.ring}.tell_owner(*person.value(), "backup_codes_renewed",
                                               {{"address", origin.ip_address.text()}}, now);
  co_await tx.commit();
  co_return made;
}

}  // namespace gatehouse::flows
