// otpauth:// addresses (the Key Uri Format of authenticator apps): what the QR code of an enrolment says.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/services/one_time_codes/totp.hpp>

namespace gatehouse::services {

struct OtpauthKey {
  std::string issuer;  ///< who asks for the code; may be empty
  std::string label;   ///< whose it is: the sign-in name; may be empty
  Secret secret;       ///< raw bytes
  TotpParameters parameters;
};

/// No address that is made is longer, so that its QR code is not too fine for a camera.
inline constexpr std::size_t max_otpauth_uri_bytes = 512;
/// Others' addresses may name pictures and colours as well.
inline constexpr std::size_t max_read_otpauth_uri_bytes = 2048;

/// otpauth://totp/ISSUER:LABEL?secret=…&issuer=ISSUER&algorithm=…&digits=…&period=…, at most max_otpauth_uri_bytes.
/// Issuer and label are UTF-8 without control characters. They lose what does not fit, and their colons become spaces,
/// because a colon ends the issuer; secret and parameters are read back as they are.
Secret format_otpauth_uri(const OtpauthKey& key);

/// The key in an address of type totp. Empty when it is malformed, too long, of another type (hotp), names a parameter
/// twice or two different issuers, or has values out of their bounds. Absent parameters are the default ones; unknown
/// ones are ignored.
std::optional<OtpauthKey> parse_otpauth_uri(const Secret& uri);

}  // namespace gatehouse::services
