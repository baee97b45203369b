// An account that must have a second factor and has none adds one before it is signed in.
#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/authenticators/factors.hpp>

#include "attempt.hpp"

namespace gatehouse::flows {

using services::name_of;

Task<Result<services::EnrolmentView>> SignIn::begin_enrolment(api::Context& context,
                                                              BeginForcedEnrolment request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  if (!row->must_enrol || !is_addable_here(name_of(request.method)))
    co_return fail(ErrorCode::method_unavailable);
  co_return co_await parts_.enrolment.begin(*row->account_id, request.method,
                                            {.name = request.name,
                                             .phone = request.phone,
                                             .email = request.email,
                                             .secret = request.secret,
                                             .subscription = std::nullopt,
                                             .fcm_token = std::nullopt,
                                             .apns_token = std::nullopt},
                                            std::nullopt, context.now());
}

Task<Result<EnrolledSignIn>> SignIn::confirm_enrolment(api::Context& context,
                                                       ConfirmForcedEnrolment request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  if (!row->must_enrol || !is_addable_here(name_of(request.method)))
    co_return fail(ErrorCode::method_unavailable);
  const auto now = context.now();
  auto checked = co_await parts_.enrolment.check(
      *row->account_id, request.method,
      {request.factor, request.code, request.credential, request.name}, now);
  if (!checked) co_return std::unexpected(checked.error());
  const bool is_bound = checked->passkey && !checked->passkey->backup_eligible;
  const bool is_verified = checked->passkey && checked->passkey->uv_initialized;
  const auto method = services::proof_method(request.method);
  std::vector<std::string> amr{"pwd"};
  for (auto& one : services::amr_of(method, is_bound, is_verified)) amr.push_back(std::move(one));
  amr.emplace_back("mfa");

  std::optional<pg::Transaction> tx{std::in_place, parts_.database};
  records::Accounts{*tx}.lock(*row->account_id);
  const auto factors = records::Factors{*tx}.list(*row->account_id);
  const auto account = records::Accounts{*tx}.find_for_session(
      *row->account_id, clue_of(*row, api::origin_of(context)), now);
  co_await tx->flush();
  if (!account.value()) co_return fail(ErrorCode::sign_in_over);
  // Meanwhile there is a factor, which this sign-in has not shown: with the password alone nobody adds another one.
  if (!factors.value().empty()) co_return fail(ErrorCode::sign_in_over);
  auto enrolled = co_await parts_.enrolment.enable(*tx, std::move(*checked),
                                                   api::origin_of(context), std::nullopt, now);
  if (!enrolled) co_return std::unexpected(enrolled.error());
  auto view = co_await finish(context, *tx,
                              {.sign_in = *row,
                               .proof = std::nullopt,
                               .account = *account.value(),
                               .level = is_bound ? 3 : 2,
                               .amr = std::move(amr),
                               .trust_device = false});
  tx.reset();
  if (!view) co_return std::unexpected(co_await refuse(context, *row, std::move(view.error())));
  co_return EnrolledSignIn{std::move(*view), std::move(enrolled->factor),
                           std::move(enrolled->backup_codes)};
}

}  // namespace gatehouse::flows
