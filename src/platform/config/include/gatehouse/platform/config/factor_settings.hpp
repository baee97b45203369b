// The sections [mfa] and [webauthn]: second factors and passkeys.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace gatehouse::config {

using std::chrono::seconds;

struct Mfa {
  seconds code_lifetime{600};  ///< of codes by SMS and e-mail; ten minutes at most
  seconds resend_cooldown{60};
  std::vector<std::string> sms_regions;  ///< ISO 3166-1: where texts go to; empty: anywhere
  std::int64_t sms_per_account = 10;     ///< texts a day
  std::int64_t sms_per_number = 20;      ///< texts a day to add it, whichever accounts ask
  std::int64_t sms_per_region = 0;       ///< texts a day; 0: no limit
  std::int64_t sms_in_all = 0;           ///< texts a day; 0: no limit
  seconds approval_lifetime{120};        ///< of a push message or QR code
  std::int64_t max_pushes = 5;           ///< to an account within ten minutes
  seconds peace_after_denial{3600};      ///< no pushes after one was denied
};
BOOST_DESCRIBE_STRUCT(Mfa, (),
                      (code_lifetime, resend_cooldown, sms_regions, sms_per_account, sms_per_number,
                       sms_per_region, sms_in_all, approval_lifetime, max_pushes,
                       peace_after_denial))

struct Webauthn {
  std::string rp_id;                 ///< a domain; empty: the host of public_url. Never change it
  std::vector<std::string> origins;  ///< beside public_url: other sites and apps
  bool require_attestation = false;  ///< only authenticators whose maker is known
  std::vector<std::string> allowed_aaguids;  ///< only these models; empty: every one
  std::string metadata_file;                 ///< the FIDO Metadata Service's signed list
  std::string metadata_root;                 ///< PEM: who signs it
  /// "FORMAT:FILE": roots (PEM) of authenticators that the list does not know
  std::vector<std::string> anchor_files;
  bool device_bound = false;     ///< refuse passkeys that are synchronised
  bool accept_sha1_tpm = false;  ///< statements as older Windows makes them
};
BOOST_DESCRIBE_STRUCT(Webauthn, (),
                      (rp_id, origins, require_attestation, allowed_aaguids, metadata_file,
                       metadata_root, anchor_files, device_bound, accept_sha1_tpm))

}  // namespace gatehouse::config
