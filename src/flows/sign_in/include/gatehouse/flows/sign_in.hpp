// Signing in: with a password and, where the account has one, a second factor; with a passkey alone; or with a QR code
// that a signed-in device scans. A state machine over a stored row: any tab can ask where it stands and go on.
//
// Unknown names, wrong passwords and locked accounts cost the same: one Argon2id. Every attempt is counted before a
// proof is looked at, and recorded whatever becomes of it.
#pragma once

#include <gatehouse/flows/sign_in/messages.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/signal_board.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/services/throttle.hpp>

namespace gatehouse::flows {

struct SignInOptions {
  std::string default_region = "BD";
  crypto::Argon2Parameters argon2;
  std::chrono::seconds lifetime{900};  ///< of a sign-in that waits for a second proof
};

class SignIn {
 public:
  struct Parts {
    pg::Database& database;
    runtime::ThreadPool& hash_pool;
    const crypto::KeyRing& ring;
    const services::SessionStart& sessions;
    const services::Throttle& throttle;
    const services::Proofs& proofs;
    const services::Enrolment& enrolment;
    runtime::SignalBoard& approvals;  ///< signals of records::approvals_channel, by sign-in
  };
  SignIn(SignInOptions options, Parts parts) : options_(std::move(options)), parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<SignInAnswer>> start(api::Context& context, StartSignIn request);
  Task<Result<PasskeySignIn>> start_passkey(api::Context& context, StartOther request);
  Task<Result<QrSignIn>> start_qr(api::Context& context, StartOther request);
  Task<Result<SignInProgress>> show(api::Context& context, SignInRef request);
  Task<Result<http::Response>> watch(api::Context& context, SignInRef request);
  Task<Result<services::ChallengeView>> ask(api::Context& context, AskChallenge request);
  Task<Result<services::SignInView>> verify(api::Context& context, VerifySignIn request);
  Task<Result<services::EnrolmentView>> begin_enrolment(api::Context& context,
                                                        BeginForcedEnrolment request);
  Task<Result<EnrolledSignIn>> confirm_enrolment(api::Context& context,
                                                 ConfirmForcedEnrolment request);

 private:
  using KnownDevice = services::SessionStart::KnownDevice;
  struct Attempt;
  void add_starts(api::Router& router);
  void add_progress(api::Router& router);
  void add_second_half(api::Router& router);
  void add_enrolment(api::Router& router);
  /// A sign-in on its last step.
  struct Finish {
    records::SignIn sign_in;
    std::optional<services::Proof> proof;  ///< empty: a factor was enrolled instead
    records::SessionAccount account;
    int level = 1;
    std::vector<std::string> amr;
    bool trust_device = false;
  };
  using Finished = std::expected<services::SignInView, services::Refusal>;

  /// True when the password is the account's; the same work when there is no account. A right one whose hash has
  /// outdated costs is hashed again in the same place, so that a queue that is full meanwhile stops nobody.
  Task<bool> prove(runtime::ThreadPool::Place place, Attempt& attempt, const Secret& password);
  /// Keeps what prove() hashed again, and gives the tries back.
  static void settle(pg::Transaction& tx, const Attempt& attempt);
  /// What the state of the account or its profile has against this sign-in.
  static std::optional<std::pair<ErrorCode, std::string>> objection(
      const records::ProfiledAccount& account, const IpAddress& client, Timestamp now);
  /// Records why, and answers it.
  Task<Error> refuse(api::Context& context, const Attempt& attempt, Error answer,
                     std::string reason, records::Severity severity = records::Severity::medium);
  Task<Error> refuse(api::Context& context, const records::SignIn& sign_in,
                     services::Refusal refusal);
  Task<Result<SignInAnswer>> succeed(api::Context& context, const Attempt& attempt,
                                     StartSignIn request);
  /// Begins the session in `tx` and commits, as finish() does after a second proof.
  Task<Finished> succeed(api::Context& context, pg::Transaction& tx, const Attempt& attempt,
                         const services::DeviceClaim& claim,
                         std::optional<records::SessionAccount> found);
  /// Keeps the sign-in until its second proof.
  Task<Result<SignInAnswer>> wait(api::Context& context, const Attempt& attempt,
                                  const StartSignIn& request, bool must_enrol);
  records::SignIn make_row(api::Context& context, records::SignInPurpose purpose,
                           const std::optional<SignInDevice>& device,
                           const std::optional<KnownDevice>& known) const;
  /// The open sign-in that this client began; sign_in_over for anything else.
  Task<Result<records::SignIn>> find(api::Context& context, SignInId id);
  /// What the device is recognised by that signs in.
  records::DeviceClue clue_of(const records::SignIn& sign_in, const Origin& origin) const;
  /// Begins the session in `tx` and commits. A refusal without a reason is not worth a record: another request was
  /// faster. With the error `unavailable` it changed what the account was like here, and this one may begin again
  /// alone.
  Task<Finished> finish(api::Context& context, pg::Transaction& tx, const Finish& last);
  Task<Finished> finish_gathered(api::Context& context, const Finish& last);
  /// With the account held, and read anew.
  Task<Finished> finish_alone(api::Context& context, Finish last, records::DeviceClue device);
  /// Trusts the device, if that was wished and may be: see services::SessionStart::Started::trust.
  std::optional<pg::Pending<std::optional<std::int32_t>>> trust(pg::Transaction& tx,
                                                                const Finish& last, DeviceId device,
                                                                std::int32_t days,
                                                                const Origin& origin,
                                                                Timestamp now) const;

  SignInOptions options_;
  Parts parts_;
};

}  // namespace gatehouse::flows
