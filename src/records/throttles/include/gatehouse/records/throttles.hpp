// Failed proofs, counted by (who is claimed, where from, by which factor), with a delay that grows.
//
// A try is counted before the proof is looked at and given back when it was right, so that a burst of parallel guesses
// is counted as well as a slow series.
#pragma once

#include <chrono>
#include <string>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

struct ThrottleKey {
  pg::Bytes subject;   ///< keyed hash of the claimed sign-in name
  std::string source;  ///< a network, or the id of a recognised device
  std::string factor;  ///< "password", "totp" …: factors never share a counter
};

/// How a counter decides.
struct ThrottleRules {
  std::int32_t free_tries = 5;
  std::chrono::seconds longest_wait{15 * 60};
  std::chrono::seconds memory{3600};
  std::chrono::seconds first_wait{1};
};

struct ThrottleState {
  std::int32_t failures = 0;  ///< this try included, unless it is refused
  bool is_refused = false;    ///< the proof must not be looked at
  Timestamp blocked_until;    ///< when the next try is allowed; in the past when at once
};
BOOST_DESCRIBE_STRUCT(ThrottleState, (), (failures, is_refused, blocked_until))

class Throttles {
 public:
  explicit Throttles(pg::Transaction& transaction) : tx_(transaction) {}

  /// Counts a try. The first `free_tries` cost nothing, each further one doubles the wait for the next, from
  /// `first_wait` up to `longest_wait`. A try that comes while blocked is not counted. Counters older than `memory`
  /// start anew.
  pg::Pending<ThrottleState> take(const ThrottleKey& key, const ThrottleRules& rules,
                                  Timestamp now);
  /// Forgets the counter after a right proof.
  pg::Pending<std::int64_t> clear(const ThrottleKey& key);
  /// Removes up to `limit` counters that have not moved since `before`.
  pg::Pending<std::int64_t> remove_old(Timestamp before, std::int32_t limit);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
