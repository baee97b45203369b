#include <gatehouse/records/approvals.hpp>

#include <gatehouse_sql/approvals.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(ApprovalId, ApprovalKind, SignInId, std::optional<AccountId>,
                     std::optional<pg::Bytes>, std::optional<std::int16_t>,
                     std::vector<std::int16_t>, IpAddress, std::string, Timestamp, Timestamp)>
    create_query{sql::approvals::create};
const pg::Query<Approval(ApprovalId, AccountId)> find_query{sql::approvals::find};
const pg::Query<Approval(SignInId)> find_of_sign_in_query{sql::approvals::find_of_sign_in};
const pg::Query<Approval(AccountId, Timestamp)> list_pending_query{sql::approvals::list_pending};
const pg::Query<Approval(pg::Bytes, AccountId, SessionId, Timestamp)> scan_query{
    sql::approvals::scan};
const pg::Query<Approval(ApprovalId, AccountId, SessionId, std::string, ApprovalState, Timestamp)>
    decide_query{sql::approvals::decide};
const pg::Query<RecentApprovals(AccountId, Timestamp)> count_recent_query{
    sql::approvals::count_recent};
const pg::Query<void(Timestamp, std::int32_t)> remove_old_query{sql::approvals::remove_old};

}  // namespace

pg::Pending<std::int64_t> Approvals::create(const Approval& a,
                                            const std::optional<pg::Bytes>& token_hash) {
  return tx_.execute(create_query, a.id, a.kind, a.sign_in_id, a.account_id, token_hash, a.number,
                     a.choices, a.ip_address, a.user_agent, a.expires_at, a.created_at);
}

pg::Pending<std::optional<Approval>> Approvals::find(ApprovalId id, AccountId account) {
  return tx_.optional(find_query, id, account);
}

pg::Pending<std::optional<Approval>> Approvals::find_of_sign_in(SignInId sign_in) {
  return tx_.optional(find_of_sign_in_query, sign_in);
}

pg::Pending<std::vector<Approval>> Approvals::list_pending(AccountId account, Timestamp now) {
  return tx_.list(list_pending_query, account, now);
}

pg::Pending<std::optional<Approval>> Approvals::scan(pg::Bytes token_hash, const Approver& by,
                                                     Timestamp now) {
  return tx_.optional(scan_query, token_hash, by.account, by.session, now);
}

pg::Pending<std::optional<Approval>> Approvals::decide(ApprovalId id, const Approver& by,
                                                       ApprovalState answer, Timestamp now) {
  return tx_.optional(decide_query, id, by.account, by.session, by.acr, answer, now);
}

pg::Pending<RecentApprovals> Approvals::count_recent(AccountId account, Timestamp since) {
  return tx_.one(count_recent_query, account, since);
}

pg::Pending<std::int64_t> Approvals::remove_old(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_old_query, before, limit);
}

}  // namespace gatehouse::records
