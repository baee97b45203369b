// What the browser is asked: options for navigator.credentials.create() and .get() in the JSON forms that
// PublicKeyCredential.parseCreationOptionsFromJSON() and .parseRequestOptionsFromJSON() take (Level 3 section 5.1.8,
// 5.1.9).
//
// The same object is given to the verifier afterwards. Only the challenge is new each time: keep it (once, bound to the
// session, a few minutes) and rebuild the rest.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <gatehouse/platform/webauthn/algorithm.hpp>

namespace gatehouse::webauthn {

/// Who asks. One per site; it does not change while credentials for it exist.
struct RelyingParty {
  std::string id;    ///< a domain, "example.org": credentials are bound to its hash
  std::string name;  ///< shown by some clients
  std::vector<std::string>
      origins;  ///< accepted, compared byte by byte: "https://login.example.org",
                ///< "android:apk-key-hash:…". Empty accepts none
  /// Foreign pages in whose frames a ceremony may take place. Empty: in no frame of a foreign page.
  std::vector<std::string> top_origins{};
  /// Accept crossOrigin also from browsers that do not name the foreign page. Has a meaning with top_origins only.
  bool accept_unnamed_top_origin = false;
};

enum class UserVerification : std::uint8_t { required, preferred, discouraged };
enum class ResidentKey : std::uint8_t { required, preferred, discouraged };
/// Built into the client's device (platform), or carried from one to another (cross_platform).
enum class Attachment : std::uint8_t { platform, cross_platform };
enum class AttestationConveyance : std::uint8_t { none, indirect, direct, enterprise };
/// What the client may offer the person first (Level 3 section 5.8.7).
enum class Hint : std::uint8_t { security_key, client_device, hybrid };

/// A known credential, for lists of excluded or allowed ones.
struct CredentialDescriptor {
  std::string id;  ///< raw bytes
  std::vector<std::string>
      transports{};  ///< as the registration gave them; they spare the person a question
};

/// Whose credential it will be.
struct User {
  std::string id;  ///< user handle: 1 to 64 random bytes that say nothing about the person (14.6.1)
  std::string name;          ///< tells accounts apart: an e-mail address
  std::string display_name;  ///< the person's; may be empty
};

struct CreationOptions {
  std::string challenge;  ///< new_challenge()
  User user;
  std::vector<Algorithm> algorithms{default_algorithms.begin(), default_algorithms.end()};
  std::chrono::milliseconds timeout{std::chrono::minutes{5}};
  std::vector<CredentialDescriptor> exclude_credentials{};  ///< the account's own
  std::optional<Attachment> attachment{};                   ///< empty: either
  ResidentKey resident_key = ResidentKey::preferred;
  UserVerification user_verification = UserVerification::preferred;
  AttestationConveyance attestation = AttestationConveyance::none;
  std::vector<Hint> hints{};
  /// The page asked with mediation "conditional", after a sign-in by password: no gesture is demanded (7.1.15).
  bool conditional = false;
};

struct RequestOptions {
  std::string challenge;  ///< new_challenge()
  std::chrono::milliseconds timeout{std::chrono::minutes{5}};
  /// Empty: any discoverable credential, whose user handle says who signs in.
  std::vector<CredentialDescriptor> allow_credentials{};
  UserVerification user_verification = UserVerification::preferred;
  std::vector<Hint> hints{};
};

/// 32 random bytes (13.4.3 asks for at least 16).
std::string new_challenge();

/// PublicKeyCredentialCreationOptionsJSON. Asks for the credProps extension, which says whether the credential is
/// discoverable. Binary members are base64url. Asserts a challenge of 16 bytes or more and a user handle of 1 to 64.
boost::json::object to_json(const RelyingParty& relying_party, const CreationOptions& options);

/// PublicKeyCredentialRequestOptionsJSON. Asserts a challenge of 16 bytes or more.
boost::json::object to_json(const RelyingParty& relying_party, const RequestOptions& options);

}  // namespace gatehouse::webauthn
