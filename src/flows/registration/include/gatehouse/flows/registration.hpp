// Becoming an account: an address and a password, a code that proves the address, then the account with its first
// session.
//
// start and resend answer the same for every address: the truth goes into the mailbox. An address that already has an
// account gets a helpful message instead of a code, and one that has got its messages gets none. No code opens a row
// whose code was not sent, so that guesses at an address are bounded by the messages to it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <boost/describe.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/registrations.hpp>
#include <gatehouse/services/notify/text_limits.hpp>
#include <gatehouse/services/password_policy.hpp>
#include <gatehouse/services/password_policy/range_check.hpp>
#include <gatehouse/services/session_start.hpp>
#include <gatehouse/services/throttle.hpp>

namespace gatehouse::flows {

struct Consents {
  std::optional<bool> marketing;
  std::optional<bool> analytics;
  std::optional<bool> personalization;
  std::optional<bool> third_party;
};
BOOST_DESCRIBE_STRUCT(Consents, (), (marketing, analytics, personalization, third_party))

struct StartRegistration {
  std::optional<std::string> email;
  std::optional<std::string> phone;
  Secret password;
  std::optional<std::string> display_name;
  std::optional<records::AccountType> account_type;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  std::optional<Consents> consents;
};
BOOST_DESCRIBE_STRUCT(StartRegistration, (),
                      (email, phone, password, display_name, account_type, locale, time_zone,
                       consents))
api::Fields fields_of(std::type_identity<StartRegistration>);
void check_fields(const StartRegistration& request, std::vector<Violation>& violations);

/// Where the code went and how long it is good for.
struct CodeSent {
  RegistrationId id;
  std::string channel;  ///< "email" or "sms"
  std::string sent_to;  ///< masked
  Timestamp expires_at;
  Timestamp resend_after;
};
BOOST_DESCRIBE_STRUCT(CodeSent, (), (id, channel, sent_to, expires_at, resend_after))

struct ResendCode {
  RegistrationId id;
};
BOOST_DESCRIBE_STRUCT(ResendCode, (), (id))

struct DeviceInfo {
  std::optional<std::string> name;
  std::optional<std::string> platform;
  std::optional<std::string> fingerprint;
};
BOOST_DESCRIBE_STRUCT(DeviceInfo, (), (name, platform, fingerprint))
api::Fields fields_of(std::type_identity<DeviceInfo>);

struct VerifyRegistration {
  RegistrationId id;
  Secret code;
  std::optional<DeviceInfo> device;
};
BOOST_DESCRIBE_STRUCT(VerifyRegistration, (), (id, code, device))
api::Fields fields_of(std::type_identity<VerifyRegistration>);

struct RegistrationOptions {
  std::chrono::seconds code_lifetime{600};
  std::int16_t max_tries = 5;
  std::chrono::seconds resend_cooldown{60};
  std::int16_t max_sends = 5;
  std::string default_region = "BD";
  std::string origin_host =
      "localhost";  ///< texts name it, so that browsers fill the code in on this site only
  crypto::Argon2Parameters argon2;
};

class Registration {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const crypto::KeyRing& ring;
    const services::PasswordPolicy& passwords;
    services::RangeCheck& breaches;
    const services::SessionStart& sessions;
    const services::Throttle& throttle;
    const services::TextLimits& texts;
  };
  Registration(RegistrationOptions options, Parts parts);

  void add_routes(api::Router& router);

  Task<Result<CodeSent>> start(api::Context& context, StartRegistration request);
  Task<Result<CodeSent>> resend(api::Context& context, ResendCode request);
  Task<Result<services::SignInView>> verify(api::Context& context, VerifyRegistration request);

 private:
  /// Bound to the row, so that a code of one registration is nothing for another.
  pg::Bytes code_mac(RegistrationId id, const Secret& code) const;
  /// What the row keeps: the code's MAC, or when the code is kept back, what no code opens.
  pg::Bytes mac_to_keep(RegistrationId id, const Secret& code, bool is_kept_back) const;
  CodeSent sent(const records::Registration& row) const;
  /// The address of a request, if codes reach it; else what is wrong with it.
  Result<records::ParsedIdentifier> address_of(const StartRegistration& request) const;
  /// Counts a text, within what all share; false when there may be no more today. Mail always may. Flushes.
  Task<bool> takes_budget(pg::Transaction& tx, const records::ParsedIdentifier& to,
                          Timestamp now) const;
  /// Queues the code, or the message for an address that already has an account.
  void tell(pg::Transaction& tx, const records::Registration& row,
            const std::optional<records::Account>& owner, const Secret& code, Timestamp now) const;
  Task<Result<services::SignInView>> create_account(api::Context& context,
                                                    const records::Registration& row,
                                                    DeviceInfo device);

  RegistrationOptions options_;
  Parts parts_;
  Secret code_key_;
};

}  // namespace gatehouse::flows
