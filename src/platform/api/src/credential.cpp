#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/message.hpp>

#include "steps.hpp"

namespace gatehouse::api {

std::optional<Credential> find_credential(const Context& context, std::string_view session_cookie) {
  static constexpr std::string_view scheme = "Bearer ";
  const std::string_view header = context.request().header("Authorization");
  if (header.size() >= scheme.size() && ascii_iequal(header.substr(0, scheme.size()), scheme)) {
    return Credential{trim(header.substr(scheme.size())), false, context.client()};
  }
  if (!header.empty()) return std::nullopt;
  const auto cookie = context.cookie(session_cookie);
  if (!cookie || cookie->empty()) return std::nullopt;
  return Credential{*cookie, true, context.client()};
}

std::optional<Error> check_origin(const Context& context) {
  const bool reads = context.route().route.method == Method::get;
  if (reads || !context.by_cookie() || context.from_own_page()) return std::nullopt;
  return Error{ErrorCode::csrf_refused};
}

}  // namespace gatehouse::api
