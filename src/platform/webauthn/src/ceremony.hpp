// Steps that both ceremonies have.
#pragma once

#include <string_view>
#include <vector>

#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/failure.hpp>
#include <gatehouse/platform/webauthn/options.hpp>

namespace gatehouse::webauthn {

/// Steps 14 to 17 of section 7.1, 15 to 18 of section 7.2: relying party, presence, verification, backup bits.
Check check_flags(const AuthenticatorData& data, std::string_view relying_party_id,
                  bool needs_presence, bool needs_verification);

bool contains_credential(const std::vector<CredentialDescriptor>& credentials, std::string_view id);

}  // namespace gatehouse::webauthn
