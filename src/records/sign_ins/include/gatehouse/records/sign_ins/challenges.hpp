// What was asked of whom, by method, and how often it was answered wrongly.
//
// Owns challenges. Each method of an owner has one row, so methods never share a count. A try is counted before the
// answer is looked at; a secret is used up once.
#pragma once

#include <optional>
#include <string>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct Challenge {
  std::optional<FactorId> factor_id;  ///< the one factor that may answer; empty: any of the method
  std::optional<pg::Bytes> secret;  ///< MAC of a code, or a WebAuthn challenge; empty: none or used
  std::int16_t failures = 0;        ///< a try that is under way included
  std::int16_t sends = 0;
  Timestamp resend_after;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (factor_id, secret, failures, sends, resend_after, expires_at))

/// Whose challenge: a sign-in, or a factor on its enrolment, and the method's name.
struct ChallengeKey {
  Uuid owner;
  std::string method;
};

struct Question {
  std::optional<FactorId> factor;
  pg::Bytes secret;
  Timestamp resend_after;
  Timestamp expires_at;
  std::int16_t max_sends = 0;
  std::int16_t max_failures = 0;
};

class Challenges {
 public:
  explicit Challenges(pg::Transaction& transaction) : tx_(transaction) {}

  /// Counts a try; a challenge without a question is made when there is none, for methods that need no question. Empty
  /// when `max_failures` are used up.
  pg::Pending<std::optional<Challenge>> take_try(const ChallengeKey& key, std::int16_t max_failures,
                                                 Timestamp expires_at, Timestamp now);
  pg::Pending<std::optional<Challenge>> find(const ChallengeKey& key);
  /// Puts a new question in the place of the old one. Empty when it is too soon or too often for another, or no try is
  /// left.
  pg::Pending<std::optional<Challenge>> ask(const ChallengeKey& key, const Question& question,
                                            Timestamp now);
  /// Affects no row when the secret is another one by now, or used: of two right answers at once one wins.
  pg::Pending<std::int64_t> consume(const ChallengeKey& key, pg::Bytes secret);
  /// Removes up to `limit` that were made before `before`.
  pg::Pending<std::int64_t> remove_old(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
