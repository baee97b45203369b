// Asking another device: by a push message with a number to match, or by a QR code that it scans.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/crypto/envelope.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/authenticators/factors.hpp>

namespace gatehouse::services {

struct ApprovalRules {
  std::string public_url;              ///< where the page behind a QR code is
  std::chrono::seconds lifetime{120};  ///< of a question; a QR code is copied easily
  std::int64_t max_pushes = 5;         ///< within `window`, for one account
  std::chrono::seconds window{600};
  std::chrono::seconds peace_after_denial{3600};  ///< no pushes after one was denied
};

/// What the waiting page shows.
struct ApprovalAsked {
  ApprovalId id;
  Timestamp expires_at;
  std::optional<std::int16_t> number;  ///< push: two digits, to be picked on the device
  std::string qr_uri;                  ///< qr: what the code holds; a secret
};

/// Where a device takes pushes: {"kind": "web_push", "subscription": {…}}, {"kind": "fcm", "token": …} or {"kind":
/// "apns", "token": …}, sealed in the factor's row.
pg::Bytes seal_push_target(const crypto::DataKey& key, FactorId factor,
                           const boost::json::object& target);
std::optional<boost::json::object> open_push_target(const crypto::DataKey& key,
                                                    const records::Factor& factor);

class ApprovalRequests {
 public:
  ApprovalRequests(ApprovalRules rules, const crypto::KeyRing& ring)
      : rules_(std::move(rules)), ring_(ring) {}

  /// Whose sign-in it is, from where, and how to speak to the person.
  struct Question {
    SignInId sign_in;
    std::optional<AccountId> account;  ///< empty: whoever scans the code says it
    Origin origin;
    std::string locale;
  };
  /// Queues a push to the device of each factor; message_limit when there were too many or one was denied lately.
  Task<Result<ApprovalAsked>> push(pg::Transaction& tx, Question question,
                                   std::span<const records::Factor> factors,
                                   const crypto::DataKey& key, Timestamp now) const;
  /// Queues a QR code's row.
  ApprovalAsked qr(pg::Transaction& tx, const Question& question, Timestamp now) const;

  /// What is stored of the content of a QR code.
  static pg::Bytes token_hash(std::string_view token);

 private:
  ApprovalRules rules_;
  const crypto::KeyRing& ring_;
};

}  // namespace gatehouse::services
