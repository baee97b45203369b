#include <gatehouse/records/sign_ins/challenges.hpp>

#include <gatehouse_sql/sign_ins.hpp>

namespace gatehouse::records {
namespace {

const pg::SetQuery<Challenge(Uuid, std::string, std::int16_t, Timestamp, Timestamp)> take_try_query{
    sql::sign_ins::take_try};
const pg::Query<Challenge(Uuid, std::string)> find_query{sql::sign_ins::find_challenge};
const pg::Query<Challenge(Uuid, std::string, std::optional<FactorId>, pg::Bytes, Timestamp,
                          Timestamp, std::int16_t, std::int16_t, Timestamp)>
    ask_query{sql::sign_ins::ask};
const pg::Query<void(Uuid, std::string, pg::Bytes)> consume_query{sql::sign_ins::consume};
const pg::Query<void(Timestamp, std::int32_t)> remove_old_query{sql::sign_ins::remove_challenges};

}  // namespace

pg::Pending<std::optional<Challenge>> Challenges::take_try(const ChallengeKey& key,
                                                           std::int16_t max_failures,
                                                           Timestamp expires_at, Timestamp now) {
  return tx_.optional(take_try_query, key.owner, key.method, max_failures, expires_at, now);
}

pg::Pending<std::optional<Challenge>> Challenges::find(const ChallengeKey& key) {
  return tx_.optional(find_query, key.owner, key.method);
}

pg::Pending<std::optional<Challenge>> Challenges::ask(const ChallengeKey& key, const Question& q,
                                                      Timestamp now) {
  return tx_.optional(ask_query, key.owner, key.method, q.factor, q.secret, q.resend_after,
                      q.expires_at, q.max_sends, q.max_failures, now);
}

pg::Pending<std::int64_t> Challenges::consume(const ChallengeKey& key, pg::Bytes secret) {
  return tx_.execute(consume_query, key.owner, key.method, secret);
}

pg::Pending<std::int64_t> Challenges::remove_old(Timestamp before, std::int32_t limit) {
  return tx_.execute(remove_old_query, before, limit);
}

}  // namespace gatehouse::records
