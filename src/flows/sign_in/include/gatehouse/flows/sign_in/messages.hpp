// What clients say and hear while they sign in.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/fields.hpp>
#include <gatehouse/records/approvals.hpp>
#include <gatehouse/services/enrolment.hpp>
#include <gatehouse/services/proofs.hpp>
#include <gatehouse/services/session_start.hpp>

namespace gatehouse::flows {

struct SignInDevice {
  std::optional<std::string> name;
  std::optional<std::string> platform;
  std::optional<std::string> fingerprint;
};
BOOST_DESCRIBE_STRUCT(SignInDevice, (), (name, platform, fingerprint))
api::Fields fields_of(std::type_identity<SignInDevice>);

struct StartSignIn {
  std::string identifier;
  Secret password;
  std::optional<SignInDevice> device;
  std::optional<Secret> device_token;
};
BOOST_DESCRIBE_STRUCT(StartSignIn, (), (identifier, password, device, device_token))
api::Fields fields_of(std::type_identity<StartSignIn>);

/// To sign in with a passkey or a QR code.
struct StartOther {
  std::optional<SignInDevice> device;
  std::optional<Secret> device_token;
};
BOOST_DESCRIBE_STRUCT(StartOther, (), (device, device_token))
api::Fields fields_of(std::type_identity<StartOther>);

/// The password was right; one of these methods is asked for as well.
struct ChallengeRequired {
  std::string status = "challenge_required";
  SignInId id;
  std::vector<services::MethodView> methods;  ///< strongest first
  Timestamp expires_at;
  std::optional<records::ApprovalState>
      approval;  ///< what became of the last question to another device
};
BOOST_DESCRIBE_STRUCT(ChallengeRequired, (), (status, id, methods, expires_at, approval))

/// The password was right, but the account must have a second factor and has none: one is added now.
struct EnrolmentRequired {
  std::string status = "enrolment_required";
  SignInId id;
  std::vector<std::string> methods;  ///< that may be added
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(EnrolmentRequired, (), (status, id, methods, expires_at))

using SignInAnswer = std::variant<services::SignInView, ChallengeRequired, EnrolmentRequired>;
using SignInProgress = std::variant<ChallengeRequired, EnrolmentRequired>;

struct PasskeySignIn {
  SignInId id;
  boost::json::value public_key;  ///< PublicKeyCredentialRequestOptionsJSON
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(PasskeySignIn, (), (id, public_key, expires_at))

struct QrSignIn {
  SignInId id;
  std::string qr_uri;  ///< what the code holds: a secret
  std::string qr_svg;
  Timestamp expires_at;  ///< of the code; ask for another one then
};
BOOST_DESCRIBE_STRUCT(QrSignIn, (), (id, qr_uri, qr_svg, expires_at))

struct SignInRef {
  SignInId id;
};
BOOST_DESCRIBE_STRUCT(SignInRef, (), (id))

struct AskChallenge {
  SignInId id;
  services::ProofMethod method{};
  std::optional<FactorId> factor;  ///< with several of a method; else the oldest
};
BOOST_DESCRIBE_STRUCT(AskChallenge, (), (id, method, factor))

struct VerifySignIn {
  SignInId id;
  services::ProofMethod method{};
  std::optional<Secret> code;
  std::optional<boost::json::value> credential;
  std::optional<bool> trust_device;
};
BOOST_DESCRIBE_STRUCT(VerifySignIn, (), (id, method, code, credential, trust_device))
api::Fields fields_of(std::type_identity<VerifySignIn>);

struct BeginForcedEnrolment {
  SignInId id;
  records::MfaMethod method{};
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> email;
  std::optional<Secret> secret;
};
BOOST_DESCRIBE_STRUCT(BeginForcedEnrolment, (), (id, method, name, phone, email, secret))
api::Fields fields_of(std::type_identity<BeginForcedEnrolment>);

struct ConfirmForcedEnrolment {
  SignInId id;
  records::MfaMethod method{};
  FactorId factor;  ///< of EnrolmentView: others who know the password may be adding one too
  std::optional<Secret> code;
  std::optional<boost::json::value> credential;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(ConfirmForcedEnrolment, (), (id, method, factor, code, credential, name))
api::Fields fields_of(std::type_identity<ConfirmForcedEnrolment>);

/// Signed in with the factor that was just added.
struct EnrolledSignIn : services::SignInView {
  services::FactorView factor;
  std::optional<std::vector<std::string>> backup_codes;  ///< shown this once
};
BOOST_DESCRIBE_STRUCT(EnrolledSignIn, (services::SignInView), (factor, backup_codes))

}  // namespace gatehouse::flows
