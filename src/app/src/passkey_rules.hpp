// The rules of passkeys, from the settings.
#pragma once

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/services/proofs/passkey_ceremonies.hpp>

namespace gatehouse::app {

/// Reads the metadata and anchor files, if any are configured. Throws std::runtime_error with a sentence when one
/// cannot be read, holds no or a damaged certificate, or when the signature of the metadata does not hold.
services::PasskeyRules passkey_rules(const config::Settings& settings, const Clock& clock);

/// Logs metadata_out_of_date when at `now` there should be newer metadata. They go on to be used: what they warn of is
/// still true.
void warn_of_old_metadata(const services::PasskeyRules& rules, Timestamp now);

/// "shop.example" of "https://shop.example:8443/x".
std::string host_of(std::string_view url);

}  // namespace gatehouse::app
