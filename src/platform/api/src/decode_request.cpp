#include <gatehouse/platform/api/router.hpp>

#include "json_decode.hpp"
#include "report.hpp"
#include "text_decode.hpp"

namespace gatehouse::api::detail {
namespace {

// The members that the path gives. A text that cannot be one of their values names nothing: 404.
std::optional<Error> decode_path(const Context& context, void* input, MemberSet& rest) {
  const auto& info = context.route();
  const auto& texts = context.path_parameters();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto* member = find_member(*info.input, info.path_parameters[i]);
    const auto text = percent_decode(texts[i], false);
    if (!text || assign(member->shape(), member->field, member->at(input), *text)) {
      return Error{ErrorCode::not_found};
    }
    rest &= ~(MemberSet{1} << (member - info.input->members.data()));
  }
  return std::nullopt;
}

std::optional<Error> decode_texts(std::string_view source, const Shape& shape, MemberSet expected,
                                  std::string_view prefix, void* input) {
  const auto pairs = parse_pairs(source);
  if (!pairs) return Error{ErrorCode::bad_request};
  Report report;
  decode_pairs(*pairs, shape, expected, prefix, input, report);
  return report.invalid();
}

std::optional<Error> decode_rest(const Context& context, void* input, MemberSet expected) {
  const auto& info = context.route();
  const auto& request = context.request();
  if (info.uses_query()) return decode_texts(request.query, *info.input, expected, "?", input);
  if (info.route.body == Body::form) {
    return decode_texts(request.body, *info.input, expected, "/", input);
  }
  const std::string_view body = request.body;
  return decode_members(body.empty() ? "{}" : body, *info.input, expected, input);
}

}  // namespace

std::optional<Error> decode_request(const Context& context, void* input) {
  MemberSet rest = all_members;
  if (auto error = decode_path(context, input, rest)) return error;
  if (auto error = decode_rest(context, input, rest)) return error;
  Report report;
  report.check(*context.route().input, input, {});
  return report.invalid();
}

http::Response encode_response(const RouteInfo& route, const void* output) {
  http::Response response;
  response.status = route.status();
  if (route.output != nullptr) {
    response.body.reserve(512);
    encode_json(*route.output, output, response.body);
    response.set_header("Content-Type", "application/json");
  }
  return response;
}

}  // namespace gatehouse::api::detail
