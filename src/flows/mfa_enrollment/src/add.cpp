#include <gatehouse/flows/mfa_enrollment.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/policy/assurance.hpp>

namespace gatehouse::flows {
Task<Result<services::EnrolmentView>> MfaEnrollment::begin(api::Context& context,
                                                           BeginEnrolment request) {
  const auto now = context.now();
  const auto& caller = context.principal();
  auto tx = pg::Transaction::reading(parts_.database);
  const auto policy = records::Accounts{tx}.find_for_proof(caller.account);
  const auto device = records::Sessions{tx}.find_device(caller.account, caller.session);
  co_await tx.flush();
  if (!policy.value() || !device.value()) co_return fail(ErrorCode::session_ended);
  const int level = services::required_level(*policy.value(), "factor.add");
  if (auto error = api::check_step_up(context, services::fresh_for, level))
    co_return std::unexpected(std::move(*error));
  co_return co_await parts_.enrolment.begin(caller.account, request.method,
                                            {.name = request.name,
                                             .phone = request.phone,
                                             .email = request.email,
                                             .secret = request.secret,
                                             .subscription = request.subscription,
                                             .fcm_token = request.fcm_token,
                                             .apns_token = request.apns_token},
                                            device.value(), now);
}

Task<Result<services::EnrolledView>> MfaEnrollment::confirm(api::Context& context,
                                                            ConfirmEnrolment request) {
  const auto now = context.now();
  const auto& caller = context.principal();
  auto checked = co_await parts_.enrolment.check(
      caller.account, request.method, {request.id, request.code, request.credential, request.name},
      now);
  if (!checked) co_return std::unexpected(checked.error());
  pg::Transaction tx{parts_.database};
  records::Accounts accounts{tx};
  accounts.lock(caller.account);
  const auto policy = accounts.find_for_proof(caller.account);
  co_await tx.flush();
  if (!policy.value()) co_return fail(ErrorCode::session_ended);
  // The proof was fresh when it began, and what it began lives for minutes. But meanwhile there may be a factor, which
  // this session has not shown: with a password alone nobody adds another one.
  const int level = services::required_level(*policy.value(), "factor.add");
  if (auto error = api::check_step_up(context, services::any_age, level))
    co_return std::unexpected(std::move(*error));
  auto enrolled = co_await parts_.enrolment.enable(tx, std::move(*checked), api::origin_of(context),
                                                   caller.session, now);
  if (!enrolled) co_return std::unexpected(enrolled.error());
  co_await tx.commit();
  co_return enrolled;
}

}  // namespace gatehouse::flows
