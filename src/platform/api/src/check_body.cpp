#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/http/message.hpp>

#include "steps.hpp"

namespace gatehouse::api {
namespace {

// "type/subtype", with no parameter but charset=utf-8.
bool is_media_type(std::string_view header, std::string_view expected) {
  const auto end = std::min(header.find(';'), header.size());
  if (!ascii_iequal(trim(header.substr(0, end)), expected)) return false;
  const auto parameter = trim(header.substr(std::min(end + 1, header.size())));
  return parameter.empty() || ascii_iequal(parameter, "charset=utf-8") ||
         ascii_iequal(parameter, "charset=\"utf-8\"");
}

}  // namespace

std::optional<Error> check_body(const Context& context) {
  const auto& request = context.request();
  const auto& info = context.route();
  if (request.body.size() > info.route.max_body) return Error{ErrorCode::payload_too_large};
  if (info.input == nullptr || info.uses_query() || request.body.empty()) return std::nullopt;
  const bool form = info.route.body == Body::form;
  const auto expected = form ? "application/x-www-form-urlencoded" : "application/json";
  if (is_media_type(request.header("Content-Type"), expected)) return std::nullopt;
  return Error{.code = ErrorCode::unsupported_media_type,
               .detail = "The body must be " + std::string(expected) + "."};
}

}  // namespace gatehouse::api
