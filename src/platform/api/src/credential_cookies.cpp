#include <gatehouse/platform/api/credential_cookies.hpp>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/message.hpp>

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

std::vector<std::string> handed_in_names(const Context& context, std::string_view prefix) {
  std::vector<std::string> names;
  if (!context.from_own_page()) return names;
  for (const auto pair : split(context.request().header("Cookie"), ';')) {
    const auto name = trim(pair.substr(0, pair.find('=')));
    if (name.starts_with(prefix)) names.emplace_back(name.substr(prefix.size()));
  }
  return names;
}

void take_back(Context& context, std::string_view cookie) {
  if (context.from_own_page()) context.clear_cookie(cookie);
}

}  // namespace gatehouse::api
