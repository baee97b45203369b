// What the steps of a sign-in share.
#pragma once

#include <gatehouse/flows/sign_in.hpp>

namespace gatehouse::flows {

// One attempt with a password on its way through the steps.
struct SignIn::Attempt {
  std::string subject;  ///< what the name is counted under
  std::optional<services::SessionStart::KnownDevice> known;
  std::optional<records::SignInAccount> account{};
  std::vector<records::ThrottleKey> throttle_keys{};  ///< of the network, then of the device
  std::optional<std::string> rehashed{};  ///< the right password, when its hash has outdated costs
};

/// The cookie that binds a sign-in to the browser that began it. Each has its own: two that begin at once in a browser
/// without any would replace each other's.
std::string sign_in_cookie(SignInId id);

/// The device that the client's token, or a page's cookie, names.
std::optional<services::SessionStart::KnownDevice> known_device(
    const api::Context& context, const services::SessionStart& sessions,
    const std::optional<Secret>& token);

/// False for factors that ask another device: the one that is signing in cannot be it.
bool is_addable_here(std::string_view method);
/// Those of `methods` (names) that can be added while signing in.
std::vector<std::string> addable_here(std::vector<std::string> methods);

/// Moves the long-lived credentials of an answer to a page into cookies.
void hand_out(api::Context& context, services::SignInView& view);

}  // namespace gatehouse::flows
