// What the settings say about passwords.
#pragma once

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/services/password_policy.hpp>

namespace gatehouse::app {

/// Throws std::runtime_error with a sentence when the list of breached passwords cannot be read.
services::PasswordPolicy password_policy(const config::Password& settings);

crypto::Argon2Parameters argon2_parameters(const config::Password& settings);

}  // namespace gatehouse::app
