#include "ceremony.hpp"

#include <algorithm>

#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::webauthn {

Check check_flags(const AuthenticatorData& data, std::string_view relying_party_id,
                  bool needs_presence, bool needs_verification) {
  if (data.rp_id_hash != crypto::sha256(relying_party_id)) {
    return Failure::rp_id_mismatch;
  }
  if (needs_presence && !data.user_present) return Failure::user_not_present;
  if (needs_verification && !data.user_verified) {
    return Failure::user_not_verified;
  }
  if (data.backup_state && !data.backup_eligible) {
    return Failure::backup_state_inconsistent;
  }
  return std::nullopt;
}

bool contains_credential(const std::vector<CredentialDescriptor>& credentials,
                         std::string_view id) {
  return std::ranges::find(credentials, id, &CredentialDescriptor::id) != credentials.end();
}

}  // namespace gatehouse::webauthn
