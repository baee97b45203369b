#include "passwords.hpp"

namespace gatehouse::app {

services::PasswordPolicy password_policy(const config::Password& settings) {
  std::shared_ptr<const services::BreachedPasswords> breached;
  if (!settings.breached_list.empty())
    breached = std::make_shared<const services::BreachedPasswords>(settings.breached_list);
  return {{.min_length = static_cast<std::size_t>(settings.min_length),
           .min_length_with_mfa = static_cast<std::size_t>(settings.min_length_with_mfa)},
          breached};
}

crypto::Argon2Parameters argon2_parameters(const config::Password& settings) {
  return {.memory_kib = static_cast<std::uint32_t>(settings.argon2_memory_kib),
          .iterations = static_cast<std::uint32_t>(settings.argon2_iterations)};
}

}  // namespace gatehouse::app
