// The ceremonies of WebAuthn with this service's own rules: which options are sent, what is kept between question and
// answer, and what a verified answer becomes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <gatehouse/platform/webauthn/metadata.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/authenticators/passkeys.hpp>

namespace gatehouse::services {

struct PasskeyRules {
  webauthn::RelyingParty relying_party;
  webauthn::AttestationPolicy attestation;
  /// What `attestation.metadata` points to; null: no metadata.
  std::shared_ptr<const webauthn::Metadata> metadata;
};

/// A question: what the browser gets, and what is kept until it answers.
struct PasskeyQuestion {
  boost::json::value options;  ///< …OptionsJSON of Level 3 section 5.1.8, 5.1.9
  pg::Bytes secret;            ///< goes into the challenge's row
};

/// A verified assertion.
struct PasskeyAssertion {
  std::int64_t old_count = 0;
  std::int64_t new_count = 0;
  bool backup_state = false;
  bool is_device_bound = false;
  bool is_user_verified = false;  ///< as the authenticator says
  bool uv_initialized = false;    ///< whether that counts; to be stored
};

/// Immutable: all workers use one.
class PasskeyCeremonies {
 public:
  explicit PasskeyCeremonies(PasskeyRules rules) : rules_(std::move(rules)) {}

  /// To add a credential of `method` (hardware_key or biometric) to an account that has `existing`.
  PasskeyQuestion ask_to_create(const records::Account& account, records::MfaMethod method,
                                const std::vector<records::Passkey>& existing) const;
  /// The credential that the browser made for this question, to be stored under `factor`.
  webauthn::Outcome<records::Passkey> verify_creation(const records::Account& account,
                                                      FactorId factor, records::MfaMethod method,
                                                      const std::vector<records::Passkey>& existing,
                                                      const pg::Bytes& secret,
                                                      const boost::json::value& credential,
                                                      Timestamp now) const;

  /// To prove possession of one of `allowed`; empty: of any discoverable one, with user verification.
  PasskeyQuestion ask_to_use(const std::vector<records::Passkey>& allowed) const;
  /// `allowed`: as in the question. `passkey`: the one that the answer names.
  webauthn::Outcome<PasskeyAssertion> verify_use(const std::vector<records::Passkey>& allowed,
                                                 const records::Passkey& passkey,
                                                 const pg::Bytes& secret,
                                                 const boost::json::value& credential) const;

  /// The credential id that an answer names; empty when it is malformed.
  static std::optional<pg::Bytes> credential_of(const boost::json::value& credential);
  /// "YubiKey 5 Series", or a name by kind when the metadata knows no better.
  std::string name_for(const records::Passkey& passkey) const;

 private:
  webauthn::CreationOptions creation_options(const records::Account& account,
                                             records::MfaMethod method,
                                             const std::vector<records::Passkey>& existing,
                                             std::string challenge, std::string user_handle) const;

  PasskeyRules rules_;
};

}  // namespace gatehouse::services
