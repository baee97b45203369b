// Asking somebody for a proof and judging the answer, for sign-ins and step-ups alike.
//
//   ask()    a question of one method: a code is sent, a WebAuthn challenge made, another device asked
//   prove()  judges an answer; each try is counted and committed before it is looked at
//   claim()  in the transaction that makes use of the proof: uses up what must work once only
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/security_events.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/services/account_keys.hpp>
#include <gatehouse/services/proofs/approval_requests.hpp>
#include <gatehouse/services/proofs/methods.hpp>
#include <gatehouse/services/proofs/passkey_ceremonies.hpp>
#include <gatehouse/services/proofs/sent_codes.hpp>
#include <gatehouse/services/proofs/totp_factor.hpp>
#include <gatehouse/services/throttle.hpp>

namespace gatehouse::services {

/// A question as the client gets it. Which members there are depends on the method.
struct ChallengeView {
  ProofMethod method{};
  std::optional<std::string> sent_to;  ///< sms, email: masked
  std::optional<Timestamp> resend_after;
  std::optional<Timestamp> expires_at;
  std::optional<boost::json::value>
      public_key;                      ///< WebAuthn: PublicKeyCredentialRequestOptionsJSON
  std::optional<std::int16_t> number;  ///< push: to be picked on the other device
  std::optional<std::string> qr_uri;   ///< qr: what the code holds
  std::optional<std::string> qr_svg;   ///< and its picture
};
BOOST_DESCRIBE_STRUCT(ChallengeView, (),
                      (method, sent_to, resend_after, expires_at, public_key, number, qr_uri,
                       qr_svg))

struct Answer {
  ProofMethod method{};
  std::optional<Secret> code;                    ///< totp, sms, email, backup_code; the password
  std::optional<boost::json::value> credential;  ///< WebAuthn: AuthenticationResponseJSON
};

/// A right answer, before it is used.
struct Proof {
  struct Code {
    pg::Bytes secret;
  };
  struct Backup {
    pg::Bytes mac;
  };

  ProofMethod method{};
  AccountId account;
  records::SessionAccount found{};  ///< by which it was judged, and what a session starts from
  std::optional<FactorId> factor{};
  std::vector<std::string> amr{};
  /// NIST SP 800-63B level that the proof gives by itself: 1 or, for a passkey with user verification, 2 or 3.
  int level = 1;
  bool is_device_bound = false;
  std::optional<records::ThrottleKey> throttle{};
  bool ends_failures = false;  ///< there were wrong codes before it
  std::variant<std::monostate, TotpMatch, Code, Backup, PasskeyAssertion> use{};
};

/// Why there is no proof: what the client is told, and what the journal is.
struct Refusal {
  Error error;
  std::string reason;
  records::Severity severity = records::Severity::medium;
  std::optional<AccountId> account{};
};

/// Why claim() affected no row, for the journal: backup codes are not judged before.
std::string reason_unclaimed(const Proof& proof);

struct ProofRules {
  std::int16_t max_tries = 5;  ///< of a method within one sign-in
  /// Wrong codes of a method in a row. With those that may be judged at the same time (the throttle's free tries) no
  /// more than the hundred of NIST SP 800-63B-4 section 3.2.2.
  std::int32_t max_failures = 90;
  crypto::Argon2Parameters argon2;
};

class Proofs {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const crypto::KeyRing& ring;
    const Throttle& passwords;  ///< counts passwords by account and network
    const Throttle& factors;    ///< counts codes by account, whatever the network
    const PasskeyCeremonies& passkeys;
    const SentCodes& codes;
    const ApprovalRequests& approvals;
  };
  Proofs(ProofRules rules, Parts parts);

  /// The methods that are open to whom the sign-in is for, strongest first; a password when a step-up has no other.
  Task<std::vector<MethodView>> methods(const records::SignIn& sign_in, Timestamp now) const;

  /// Asks by `method`. method_unavailable, resend_too_soon, too_many_tries, message_limit, address_unsuitable.
  Task<Result<ChallengeView>> ask(const records::SignIn& sign_in, ProofMethod method,
                                  std::optional<FactorId> factor, Origin origin,
                                  Timestamp now) const;

  Task<std::expected<Proof, Refusal>> prove(const records::SignIn& sign_in, Answer answer,
                                            records::DeviceClue device, Origin origin,
                                            Timestamp now) const;

  /// Queues what uses the proof up; the count must come out as 1, else another request was faster.
  pg::Pending<std::int64_t> claim(pg::Transaction& tx, const records::SignIn& sign_in,
                                  const Proof& proof, const Origin& origin, Timestamp now) const;

  /// After claim(), in its transaction: records that a backup code was used and tells the owner when few are left.
  /// Flushes then; nothing to do for other proofs.
  Task<> note_backup_code(pg::Transaction& tx, const Proof& proof, const Origin& origin,
                          Timestamp now) const;

  /// What is stored of a backup code of this account.
  pg::Bytes backup_code_mac(AccountId account, const Secret& code) const;

 private:
  struct Loaded;
  using Proved = std::expected<Proof, Refusal>;
  pg::Pending<std::int64_t> use_up(pg::Transaction& tx, const records::SignIn& sign_in,
                                   const Proof& proof, const Origin& origin, Timestamp now) const;

  Task<Loaded> load(pg::Transaction& tx, AccountId account, const records::DeviceClue& device,
                    Timestamp now) const;
  /// What limits the factors of this sign-in: nothing where a session of the account asks, which is a way back for the
  /// owner and none for who has the password alone.
  std::optional<std::int32_t> max_failures(const records::SignIn& sign_in) const;
  /// Counts a wrong code; the refusal, which says more when it was the last one.
  Task<Refusal> count_failure(AccountId account, ProofMethod method, Refusal refusal) const;
  Task<Result<ChallengeView>> ask_passkey(const records::SignIn& sign_in, ProofMethod method,
                                          Timestamp now) const;
  Task<Result<ChallengeView>> ask_code(const records::SignIn& sign_in, const Loaded& loaded,
                                       ProofMethod method, std::optional<FactorId> factor,
                                       Timestamp now) const;
  Task<Result<ChallengeView>> ask_device(const records::SignIn& sign_in, const Loaded* loaded,
                                         ProofMethod method, Origin origin, Timestamp now) const;

  Task<Proved> prove_password(const records::SignIn& sign_in, Secret password, Origin origin,
                              Timestamp now) const;
  Task<Proved> prove_code(const records::SignIn& sign_in, Answer answer,
                          const records::DeviceClue& device, Timestamp now) const;
  Task<Proved> prove_passkey(const records::SignIn& sign_in, Answer answer,
                             const records::DeviceClue& device, Timestamp now) const;
  Task<Proved> prove_approval(const records::SignIn& sign_in, ProofMethod method,
                              const records::DeviceClue& device, Timestamp now) const;
  /// Judges a code against what was loaded with it.
  Proved judge_code(AccountId account, const Loaded& loaded, const records::Challenge& challenge,
                    const Answer& answer, Timestamp now) const;

  ProofRules rules_;
  Parts parts_;
  AccountKeys keys_;
  Secret backup_key_;
};

}  // namespace gatehouse::services
