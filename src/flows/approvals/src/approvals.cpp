#include <gatehouse/flows/approvals.hpp>

#include <algorithm>

#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/notify.hpp>
#include <gatehouse/services/policy/assurance.hpp>
#include <gatehouse/services/proofs/approval_requests.hpp>

namespace gatehouse::flows {

using records::ApprovalKind;
using records::ApprovalState;

namespace {

records::Approver approver_of(const api::Context& context) {
  const auto& caller = context.principal();
  return {caller.account, caller.session, std::string(api::acr_of(caller.assurance))};
}

}  // namespace

Task<ApprovalView> Approvals::view_of(pg::Transaction& tx, records::Approval approval,
                                      IpAddress here) const {
  const auto sign_in = co_await records::SignIns{tx}.find(approval.sign_in_id).get();
  const bool asks_number =
      approval.kind == ApprovalKind::push && approval.state == ApprovalState::pending;
  co_return ApprovalView{.id = approval.id,
                         .kind = approval.kind,
                         .state = approval.state,
                         .purpose = sign_in ? std::optional(sign_in->purpose) : std::nullopt,
                         .ip_address = approval.ip_address,
                         .place = parts_.places.find(approval.ip_address),
                         .user_agent = approval.user_agent,
                         .is_same_network = IpNetwork::around(here).text() ==
                                            IpNetwork::around(approval.ip_address).text(),
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
    list.items.push_back(co_await view_of(tx, one, context.client()));
  co_return list;
}

Task<Result<ApprovalView>> Approvals::show(api::Context& context, ApprovalRef request) {
  auto tx = pg::Transaction::reading(parts_.database);
  const auto approval =
      co_await records::Approvals{tx}.find(request.id, context.principal().account).get();
  if (!approval) co_return fail(ErrorCode::not_found);
  co_return co_await view_of(tx, *approval, context.client());
}

Task<Result<ApprovalView>> Approvals::scan(api::Context& context, ScanCode request) {
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  const auto scanned = records::Approvals{tx}.scan(
      services::ApprovalRequests::token_hash(request.code.reveal()), approver_of(context), now);
  co_await tx.flush();
  const auto approval = scanned.value();
  if (!approval) co_return fail(ErrorCode::code_expired);
  auto view = co_await view_of(tx, *approval, context.client());
  services::Journal{tx}.record({.type = "approval.scanned",
                                .account = context.principal().account,
                                .session = context.principal().session},
                               api::origin_of(context), now);
  co_await tx.commit();
  co_return view;
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
  // Whoever vouches for themselves proves nothing, be it in another session of the device that asks.
  auto asking = sign_in.value()->device_id;
  if (const auto session = sign_in.value()->session_id)
    asking = co_await records::Sessions{tx}.find_device(caller.account, *session).get();
  if (sign_in.value()->session_id == caller.session || (asking && asking == device.value()))
    co_return fail(ErrorCode::method_unavailable);
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
  // The device that vouches must have proved all that the account asks for, where the code signs in by itself; else it
  // can also be the one that was added for this. A session that somebody began with the password alone is neither.
  const bool is_whole = sign_in.value()->purpose == records::SignInPurpose::qr;
  const bool has_factor = !account.value()->methods.empty() || account.value()->mfa_required;
  const bool is_added = std::ranges::any_of(factors.value(), [&](const auto& factor) {
    return factor.method_type == records::MfaMethod::qr && factor.device_id == device.value();
  });
  if (is_whole ? has_factor : !is_added) {
    if (auto error = api::check_step_up(context, services::any_age, 2))
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
  auto view = co_await view_of(tx, *decided, context.client());

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
  co_return view;
}

}  // namespace gatehouse::flows
