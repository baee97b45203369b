#include <gatehouse/flows/approvals.hpp>

#include <algorithm>

#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/proofs/approval_requests.hpp>

namespace gatehouse::flows {

using records::ApprovalKind;
using records::ApprovalState;

namespace {

// What a session must be worth is a question of its level here, not of its age.
constexpr std::chrono::days any_age{365};

records::Approver approver_of(const api::Context& context) {
  const auto& caller = context.principal();
  return {caller.account, caller.session, std::string(api::acr_of(caller.assurance))};
}

}  // namespace

ApprovalView Approvals::view_of(const records::Approval& approval, const IpAddress& here) const {
  const bool asks_number =
      approval.kind == ApprovalKind::push && approval.state == ApprovalState::pending;
  return {.id = approval.id,
          .kind = approval.kind,
          .state = approval.state,
          .ip_address = approval.ip_address,
          .place = parts_.places.find(approval.ip_address),
          .user_agent = approval.user_agent,
          .is_same_network =
              IpNetwork::around(here).text() == IpNetwork::around(approval.ip_address).text(),
          .numbers = asks_number ? std::optional(approval.choices) : std::nullopt,
          .expires_at = approval.expires_at,
          .created_at = approval.created_at};
}

Task<Result<ApprovalList>> Approvals::list(api::Context& context) {
  auto tx = pg::Transaction::reading(parts_.database);
  ApprovalList list;
  for (const auto& one : co_await records::Approvals{tx}
                             .list_pending(context.principal().account, context.now())
                             .get())
    list.items.push_back(view_of(one, context.client()));
  co_return list;
}

Task<Result<ApprovalView>> Approvals::show(api::Context& context, ApprovalRef request) {
  auto tx = pg::Transaction::reading(parts_.database);
  const auto approval =
      co_await records::Approvals{tx}.find(request.id, context.principal().account).get();
  if (!approval) co_return fail(ErrorCode::not_found);
  co_return view_of(*approval, context.client());
}

Task<Result<ApprovalView>> Approvals::scan(api::Context& context, ScanCode request) {
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  const auto scanned = records::Approvals{tx}.scan(
      services::ApprovalRequests::token_hash(request.code.reveal()), approver_of(context), now);
  co_await tx.flush();
  const auto approval = scanned.value();
  if (!approval) co_return fail(ErrorCode::code_expired);
  services::Journal{tx}.record({.type = "approval.scanned",
                                .account = context.principal().account,
                                .session = context.principal().session},
                               api::origin_of(context), now);
  co_await tx.commit();
  co_return view_of(*approval, context.client());
}

Task<Result<ApprovalState>> Approvals::judge(api::Context& context, pg::Transaction& tx,
                                             const records::Approval& approval,
                                             const DecideApproval& request) {
  if (request.decision == Decision::deny) co_return ApprovalState::denied;
  const auto& caller = context.principal();
  const auto sign_in = records::SignIns{tx}.find(approval.sign_in_id);
  const auto account = records::Accounts{tx}.find_for_proof(caller.account);
  const auto device = records::Sessions{tx}.find_device(caller.account, caller.session);
  const auto factors = records::Factors{tx}.list(caller.account);
  co_await tx.flush();
  if (!sign_in.value() || !account.value()) co_return fail(ErrorCode::code_expired);
  // A session that vouches for itself proves nothing.
  if (sign_in.value()->session_id == caller.session) co_return fail(ErrorCode::method_unavailable);
  if (approval.kind == ApprovalKind::push) {
    // What is proved is possession of a device that was added for it, not of any session.
    const bool is_asked = std::ranges::any_of(factors.value(), [&](const auto& factor) {
      return factor.method_type == records::MfaMethod::push && device.value() &&
             factor.device_id == device.value();
    });
    if (!is_asked) co_return fail(ErrorCode::method_unavailable);
    // One try: whoever presses something to be left alone is as likely wrong as right.
    co_return request.number == approval.number ? ApprovalState::approved : ApprovalState::denied;
  }
  // A code that nobody has scanned is approved by nobody.
  if (approval.session_id != caller.session) co_return fail(ErrorCode::not_found);
  // By itself the code signs in: the device that vouches must have proved all that the account asks for.
  const bool is_whole = sign_in.value()->purpose == records::SignInPurpose::qr;
  const bool has_factor = !account.value()->methods.empty() || account.value()->mfa_required;
  if (is_whole && has_factor) {
    if (auto error = api::check_step_up(context, any_age, 2))
      co_return std::unexpected(std::move(*error));
  }
  co_return ApprovalState::approved;
}

Task<Result<ApprovalView>> Approvals::decide(api::Context& context, DecideApproval request) {
  const auto now = context.now();
  const auto origin = api::origin_of(context);
  const auto& caller = context.principal();
  pg::Transaction tx{parts_.database};
  records::Approvals approvals{tx};
  const auto found = approvals.find(request.id, caller.account);
  const auto person = records::Accounts{tx}.find(caller.account);
  co_await tx.flush();
  const auto asked = found.value();
  if (!asked || !person.value()) co_return fail(ErrorCode::not_found);
  const auto answer = co_await judge(context, tx, *asked, request);
  if (!answer) co_return std::unexpected(answer.error());
  const auto decided =
      co_await approvals.decide(request.id, approver_of(context), *answer, now).get();
  if (!decided) co_return fail(ErrorCode::code_expired);

  const bool is_approved = *answer == ApprovalState::approved;
  const bool was_wrong = !is_approved && request.decision == Decision::approve;
  if (!is_approved)
    records::SignIns{tx}.close(asked->sign_in_id, records::SignInState::denied, now);
  services::Journal{tx}.record(
      {.type = is_approved ? "approval.approved" : "approval.denied",
       .account = caller.account,
       .severity = is_approved ? records::Severity::medium : records::Severity::high,
       .session = caller.session,
       .data = {{"kind", boost::describe::enum_to_string(asked->kind, "")},
                {"reason", was_wrong ? "wrong_number" : ""},
                {"address", asked->ip_address.text()}}},
      origin, now);
  if (!is_approved) {
    services::Notify{tx, parts_.ring}.tell_owner(*person.value(), "sign_in_denied",
                                                 {{"address", asked->ip_address.text()}}, now);
  }
  co_await tx.commit();
  if (was_wrong) co_return fail(ErrorCode::code_invalid);
  co_return view_of(*decided, context.client());
}

}  // namespace gatehouse::flows
