// One-time codes by SMS and e-mail, and by push to prove a device: sent within budgets, bound to whoever asked, used
// once.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/records/authenticators/factors.hpp>
#include <gatehouse/records/sign_ins/challenges.hpp>
#include <gatehouse/services/notify/text_limits.hpp>

namespace gatehouse::services {

struct SentCodeRules {
  std::chrono::seconds lifetime{600};  ///< at most 10 minutes
  std::chrono::seconds cooldown{60};
  std::int16_t max_sends = 5;  ///< of one sign-in or enrolment
  std::int16_t max_tries = 5;
  std::string origin_host =
      "localhost";  ///< texts name it, so that browsers fill codes in there only
  std::int32_t mails_per_account = 20;  ///< a day
  std::int32_t mails_per_address = 20;  ///< a day, to add it, from all accounts
  std::int32_t sms_per_account = 10;    ///< a day
};

/// When a code was sent.
struct CodeSending {
  std::string sent_to;  ///< masked; empty for push
  Timestamp expires_at;
  Timestamp resend_after;
};

class SentCodes {
 public:
  SentCodes(SentCodeRules rules, const TextLimits& texts, const crypto::KeyRing& ring);

  /// True when texts may go to this number (E.164).
  bool serves(std::string_view number) const { return texts_.serves(number); }

  /// Who is told, and what the code is good for.
  struct Recipient {
    AccountId account;
    FactorId factor;
    records::MfaMethod method{};
    std::string address;
    std::string locale;
    /// The address has proved to be the account's: strangers, who may ask for codes to add it, use up none of its
    /// owner's.
    bool is_confirmed = false;
    std::optional<boost::json::object> push_target{};  ///< push: see seal_push_target
  };
  /// Makes a code for the challenge `key` and queues its message, in `tx`, which the caller commits; one flush.
  /// resend_too_soon with Retry-After, too_many_tries, message_limit, address_unsuitable.
  Task<Result<CodeSending>> send(pg::Transaction& tx, records::ChallengeKey key, Recipient to,
                                 Timestamp now) const;

  /// True when `typed` is the code of this challenge and in time. Constant time.
  bool matches(const records::Challenge& challenge, FactorId factor, const Secret& typed,
               Timestamp now) const;

  const SentCodeRules& rules() const noexcept { return rules_; }

 private:
  void queue(pg::Transaction& tx, const Recipient& to, const Secret& code, Timestamp now) const;
  /// Queues the counts of a message; all must come out as 1.
  std::vector<pg::Pending<std::int64_t>> take_budgets(pg::Transaction& tx, const Recipient& to,
                                                      Timestamp now) const;

  SentCodeRules rules_;
  const TextLimits& texts_;
  const crypto::KeyRing& ring_;
  Secret code_key_;
};

}  // namespace gatehouse::services
