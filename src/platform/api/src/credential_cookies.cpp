#include <gatehouse/platform/api/credential_cookies.hpp>

namespace gatehouse::api {

void hand_out(Context& context, std::string_view cookie, std::optional<std::string>& credential,
              std::chrono::seconds lifetime) {
  if (!credential || !context.from_own_page()) return;
  context.set_cookie(cookie, *credential, {.max_age = lifetime, .same_site = SameSite::strict});
  credential.reset();
}

std::optional<std::string> handed_in(const Context& context, std::string_view cookie) {
  if (!context.from_own_page()) return std::nullopt;
  const auto value = context.cookie(cookie);
  return value && !value->empty() ? std::optional<std::string>(*value) : std::nullopt;
}

void take_back(Context& context, std::string_view cookie) {
  if (context.from_own_page()) context.clear_cookie(cookie);
}

}  // namespace gatehouse::api
