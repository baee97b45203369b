// The rules of passkeys, from the settings.
#pragma once

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/services/proofs/passkey_ceremonies.hpp>

namespace gatehouse::app {

/// Reads the metadata file, if one is configured. Throws std::runtime_error with a sentence when it cannot be read or
/// its signature does not hold.
services::PasskeyRules passkey_rules(const config::Settings& settings, const Clock& clock);

/// "shop.example" of "https://shop.example:8443/x".
std::string host_of(std::string_view url);

}  // namespace gatehouse::app
