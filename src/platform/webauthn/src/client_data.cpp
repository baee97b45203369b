#include <gatehouse/platform/webauthn/client_data.hpp>

#include <algorithm>

#include <boost/json/value.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/platform/webauthn/response.hpp>

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

bool contains(const std::vector<std::string>& origins, std::string_view origin) {
  return std::ranges::find(origins, origin) != origins.end();
}

}  // namespace

Outcome<ClientData> ClientData::parse(std::string_view text) {
  constexpr auto malformed = std::unexpected(Failure::client_data_malformed);
  if (text.size() > max_client_data_bytes) return malformed;
  // Step 5: UTF-8 decode takes a byte order mark away.
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const auto value = crypto::parse_strict_json(text);
  if (!value || !value->is_object()) return malformed;
  const auto& object = value->get_object();
  auto type = text_of(object, "type");
  auto challenge = text_of(object, "challenge");
  auto origin = text_of(object, "origin");
  if (!type || !challenge || !origin) return malformed;
  ClientData data{
      .type = std::move(*type), .challenge = std::move(*challenge), .origin = std::move(*origin)};
  if (const auto* cross = object.if_contains("crossOrigin")) {
    if (!cross->is_bool()) return malformed;
    data.cross_origin = cross->get_bool();
  }
  if (object.contains("topOrigin")) {
    data.top_origin = text_of(object, "topOrigin");
    if (!data.top_origin) return malformed;
  }
  return data;
}

Check ClientData::check(std::string_view expected_type, std::string_view expected_challenge,
                        const RelyingParty& relying_party) const {
  if (type != expected_type) return Failure::type_mismatch;
  if (!constant_time_equal(challenge, encode_base64url(expected_challenge))) {
    return Failure::challenge_mismatch;
  }
  if (!contains(relying_party.origins, origin)) return Failure::origin_mismatch;
  if (!cross_origin) {
    // Section 5.8.1: topOrigin is set only in a frame of a foreign page.
    return top_origin ? Check(Failure::top_origin_mismatch) : std::nullopt;
  }
  const bool is_expected =
      !relying_party.top_origins.empty() && (top_origin || relying_party.accept_unnamed_top_origin);
  if (!is_expected) return Failure::cross_origin_refused;
  if (top_origin && !contains(relying_party.top_origins, *top_origin)) {
    return Failure::top_origin_mismatch;
  }
  return std::nullopt;
}

}  // namespace gatehouse::webauthn
