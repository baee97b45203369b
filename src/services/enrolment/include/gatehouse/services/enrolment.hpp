// Adding a second factor: begin() makes it and says what the person needs, check() judges its first use, enable() makes
// it count. A factor that nobody has used once never counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/push/subscription.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/services/account_keys.hpp>
#include <gatehouse/services/proofs.hpp>

namespace gatehouse::services {

/// What a person says when they add a factor. Which members count depends on the method.
struct EnrolmentWish {
  std::optional<std::string> name;
  std::optional<std::string> phone;  ///< sms; without it the account's own
  std::optional<std::string> email;  ///< email: another mailbox than the account's
  std::optional<Secret> secret;      ///< totp: a key to import, as otpauth address or in base32
  std::optional<boost::json::value> subscription;  ///< push: PushSubscription.toJSON() of a browser
  std::optional<Secret> fcm_token;                 ///< push: of an Android app
  std::optional<Secret> apns_token;                ///< push: of an app for Apple's systems
};

/// What the person needs to use it for the first time.
struct EnrolmentView {
  FactorId id;
  records::MfaMethod method{};
  Timestamp expires_at;                   ///< by when it must be confirmed
  std::optional<std::string> secret;      ///< totp: base32, for typing
  std::optional<std::string> uri;         ///< totp: otpauth address
  std::optional<std::string> qr_svg;      ///< totp: its picture
  std::optional<std::string> qr_png;      ///< totp: the same as PNG, in base64
  std::optional<std::string> sent_to;     ///< sms, email: masked
  std::optional<Timestamp> resend_after;  ///< sms, email
  std::optional<boost::json::value>
      public_key;  ///< WebAuthn: PublicKeyCredentialCreationOptionsJSON
};
BOOST_DESCRIBE_STRUCT(EnrolmentView, (),
                      (id, method, expires_at, secret, uri, qr_svg, qr_png, sent_to, resend_after,
                       public_key))

/// The first use.
struct Confirmation {
  std::optional<FactorId> id;  ///< empty: the newest of the method
  std::optional<Secret> code;
  std::optional<boost::json::value> credential;  ///< RegistrationResponseJSON
  std::optional<std::string> name;
};

/// A factor as its owner sees it.
struct FactorView {
  FactorId id;
  records::MfaMethod method{};
  std::string name;
  Strength strength{};
  std::optional<std::string> address;  ///< masked
  Timestamp created_at;
  std::optional<Timestamp> last_used;
  std::optional<IpAddress> last_used_ip;
  std::optional<bool>
      is_synchronised;  ///< WebAuthn: a passkey that other devices of the person have too
  std::optional<bool> is_reachable;  ///< push: false once its device takes no more messages
};
BOOST_DESCRIBE_STRUCT(FactorView, (),
                      (id, method, name, strength, address, created_at, last_used, last_used_ip,
                       is_synchronised, is_reachable))

FactorView view_of(const records::Factor& factor, const std::vector<records::Passkey>& passkeys);

/// The first factor brings backup codes; this is the one time that they are shown.
struct EnrolledView {
  FactorView factor;
  std::optional<std::vector<std::string>> backup_codes;
};
BOOST_DESCRIBE_STRUCT(EnrolledView, (), (factor, backup_codes))

struct EnrolmentRules {
  std::chrono::seconds lifetime{900};
  std::size_t max_factors = 20;  ///< of an account
  std::int16_t max_tries = 5;
  std::string issuer = "Gatehouse";  ///< what authenticator apps show
  std::string default_region = "BD";
  push::Endpoints push_endpoints = push::Endpoints::internet;
};

class Enrolment {
 public:
  struct Parts {
    pg::Database& database;
    const crypto::KeyRing& ring;
    const PasskeyCeremonies& passkeys;
    const SentCodes& codes;
    const Proofs& proofs;
  };
  Enrolment(EnrolmentRules rules, Parts parts)
      : rules_(std::move(rules)), parts_(parts), keys_(parts.ring) {}

  /// `device`: of the session that asks, for push. method_unavailable, factor_limit, validation_failed,
  /// address_unsuitable, and what SentCodes::send answers.
  Task<Result<EnrolmentView>> begin(AccountId account, records::MfaMethod method,
                                    EnrolmentWish wish, std::optional<DeviceId> device,
                                    Timestamp now) const;

  /// A first use that was right, and what enable() stores of it.
  struct Checked {
    records::Account account;
    records::Factor factor;
    std::optional<records::Passkey> passkey;
    TotpMatch match;
    std::optional<std::string> name;
  };
  /// Counts the try, then judges it. code_invalid, code_expired, too_many_tries, credential_refused.
  Task<Result<Checked>> check(AccountId account, records::MfaMethod method,
                              Confirmation confirmation, Timestamp now) const;

  /// Makes the factor count, in `tx`, which the caller commits: journal, messages and, with the first one, backup
  /// codes. Flushes. conflict when it was confirmed meanwhile, or some account has this credential.
  Task<Result<EnrolledView>> enable(pg::Transaction& tx, Checked checked, const Origin& origin,
                                    std::optional<SessionId> session, Timestamp now) const;

  /// New backup codes in the place of the old ones, as they are shown. Queued in `tx`.
  std::vector<std::string> renew_backup_codes(pg::Transaction& tx, AccountId account,
                                              Timestamp now) const;

 private:
  struct Draft;
  Task<std::optional<Error>> prepare_totp(pg::Transaction& tx, Draft& draft,
                                          const EnrolmentWish& wish, Timestamp now) const;
  std::optional<Error> prepare_address(Draft& draft, const EnrolmentWish& wish) const;
  Task<std::optional<Error>> prepare_push(pg::Transaction& tx, Draft& draft,
                                          const EnrolmentWish& wish, Timestamp now) const;
  Task<std::optional<Error>> ask(pg::Transaction& tx, Draft& draft, Timestamp now) const;

  EnrolmentRules rules_;
  Parts parts_;
  AccountKeys keys_;
};

}  // namespace gatehouse::services
