// Where a sign-in stands: for a page that was reloaded, and for one that waits for another device.
#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/event_stream.hpp>

#include "attempt.hpp"

namespace gatehouse::flows {

using records::ApprovalState;

namespace {

/// Tells once what the other device has answered.
class ApprovalFeed final : public api::EventFeed {
 public:
  ApprovalFeed(pg::Database& database, SignInId sign_in) : database_(database), sign_in_(sign_in) {}

  Task<api::News> look() override {
    auto tx = pg::Transaction::reading(database_);
    const auto approval = co_await records::Approvals{tx}.find_of_sign_in(sign_in_).get();
    api::News news;
    if (!approval || approval->state == ApprovalState::pending) {
      const bool is_scanned = approval && approval->session_id;
      if (is_scanned && !told_scan_) {
        told_scan_ = true;
        news.events.push_back({.name = "approval", .data = R"({"state":"scanned"})"});
      }
      co_return news;
    }
    const bool is_approved = approval->state == ApprovalState::approved;
    news.events.push_back(
        {.name = "approval",
         .data = is_approved ? R"({"state":"approved"})" : R"({"state":"denied"})"});
    news.is_last = true;
    co_return news;
  }

 private:
  pg::Database& database_;
  SignInId sign_in_;
  bool told_scan_ = false;
};

}  // namespace

Task<Result<SignInProgress>> SignIn::show(api::Context& context, SignInRef request) {
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  if (row->must_enrol) {
    auto tx = pg::Transaction::reading(parts_.database);
    const auto policy = co_await records::Accounts{tx}.find_for_proof(*row->account_id).get();
    if (!policy) co_return fail(ErrorCode::sign_in_over);
    co_return EnrolmentRequired{.id = row->id,
                                .methods = addable_here(policy->allowed_methods),
                                .expires_at = row->expires_at};
  }
  auto tx = pg::Transaction::reading(parts_.database);
  const auto approval = co_await records::Approvals{tx}.find_of_sign_in(row->id).get();
  co_return ChallengeRequired{.id = row->id,
                              .methods = co_await parts_.proofs.methods(*row, context.now()),
                              .expires_at = row->expires_at,
                              .approval = approval ? std::optional(approval->state) : std::nullopt};
}

Task<Result<http::Response>> SignIn::watch(api::Context& context, SignInRef request) {
  auto signals = parts_.approvals.subscribe(request.id.uuid);
  const auto row = co_await find(context, request.id);
  if (!row) co_return std::unexpected(row.error());
  co_return api::event_stream(std::make_unique<ApprovalFeed>(parts_.database, row->id),
                              std::move(signals));
}

}  // namespace gatehouse::flows
