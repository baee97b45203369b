// Backup codes: printed once, each good for one sign-in when the other factors are out of reach.
//
// 50 random bits in Crockford's base32 (no I, L, O, U). Their one form is XXXXX-XXXXX in upper case: shown so, and so
// given to code_mac with the account's id.
#pragma once

#include <optional>
#include <vector>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::services {

inline constexpr std::size_t backup_code_count = 10;

/// backup_code_count new codes.
std::vector<Secret> make_backup_codes();

/// The one form of a code as people type it: any case, O as 0, I and L as 1, spaces and dashes anywhere. Empty for
/// anything that is not ten characters of the alphabet then.
std::optional<Secret> normalise_backup_code(const Secret& typed);

}  // namespace gatehouse::services
