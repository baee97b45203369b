#include <gatehouse/platform/crypto/jwt.hpp>

#include <algorithm>
#include <set>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

constexpr int max_depth = 16;

// Walks a text only to find duplicate members, which Boost.JSON's own parser accepts.
struct DuplicateFinder {
  static constexpr std::size_t max_object_size = 1000;
  static constexpr std::size_t max_array_size = 1000;
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = 64 * 1024;
  std::vector<std::set<std::string, std::less<>>> members{};
  std::string key{};
  using error_code = boost::system::error_code;
  using view = json::string_view;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    members.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    members.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(view part, std::size_t, error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(view part, std::size_t, error_code& error) {
    key.append(part.data(), part.size());
    const bool is_new = members.back().insert(std::exchange(key, {})).second;
    if (!is_new) error = json::error::syntax;
    return is_new;
  }
  bool on_string_part(view, std::size_t, error_code&) { return true; }
  bool on_string(view, std::size_t, error_code&) { return true; }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t, view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, view, error_code&) { return true; }
  bool on_double(double, view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }
};

std::optional<json::object> decode_object(std::string_view part) {
  const auto text = decode_base64url(part);
  if (!text) return std::nullopt;
  auto value = parse_strict_json(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

// A NumericDate in seconds; fractions are cut. Empty when it is missing or no number.
std::optional<std::int64_t> date_of(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  constexpr double largest = 1e15;
  if (value->is_double() && value->get_double() > -largest && value->get_double() < largest) {
    return static_cast<std::int64_t>(value->get_double());
  }
  return std::nullopt;
}

bool has_audience(const json::object& claims, std::string_view expected) {
  const auto* value = claims.if_contains("aud");
  if (value == nullptr) return false;
  if (value->is_string()) return value->get_string() == expected;
  if (!value->is_array()) return false;
  return std::ranges::any_of(value->get_array(), [&](const json::value& one) {
    return one.is_string() && one.get_string() == expected;
  });
}

std::optional<JwtError> check_times(const json::object& claims, std::chrono::seconds leeway, Timestamp now) {
  const auto seconds = to_unix_seconds(now);
  const auto expires = date_of(claims, "exp");
  if (!expires) return JwtError::malformed;
  if (*expires <= seconds) return JwtError::expired;
  for (const auto* name : {"nbf", "iat"}) {
    if (!claims.contains(name)) continue;
    const auto date = date_of(claims, name);
    if (!date) return JwtError::malformed;
    if (*date > seconds + leeway.count()) return JwtError::not_yet_valid;
  }
  return std::nullopt;
}

}  // namespace

std::optional<json::value> parse_strict_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<DuplicateFinder> finder(options);
  boost::system::error_code error;
  const auto size = finder.write_some(false, text.data(), text.size(), error);
  if (error || size != text.size()) return std::nullopt;
  auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

std::string sign_jwt(const Key& key, std::string_view type, const json::object& claims) {
  const json::object header{
      {"alg", algorithm_name(key.algorithm())}, {"kid", key.thumbprint()}, {"typ", type}};
  auto token = encode_base64url(json::serialize(header));
  token.push_back('.');
  token.append(encode_base64url(json::serialize(claims)));
  const auto signature = key.sign(token);
  token.push_back('.');
  token.append(encode_base64url(signature));
  return token;
}

std::expected<json::object, JwtError> verify_jwt(std::string_view token, const KeyFinder& find_key,
                                                 const JwtExpectation& expectation, Timestamp now) {
  if (token.size() > max_jwt_bytes) return std::unexpected(JwtError::malformed);
  const auto parts = split(token, '.');
  if (parts.size() != 3) return std::unexpected(JwtError::malformed);
  const auto header = decode_object(parts[0]);
  const auto signature = decode_base64url(parts[2]);
  if (!header || !signature || header->contains("crit")) return std::unexpected(JwtError::malformed);
  const auto kid = text_of(*header, "kid");
  const auto type = text_of(*header, "typ");
  if (!kid) return std::unexpected(JwtError::unknown_key);
  const Key* key = find_key(*kid);
  if (key == nullptr) return std::unexpected(JwtError::unknown_key);
  if (text_of(*header, "alg") != algorithm_name(key->algorithm())) {
    return std::unexpected(JwtError::bad_algorithm);
  }
  // RFC 9068 section 4: the media type, with or without its prefix, in any case.
  const bool right_type = type && (ascii_iequal(*type, expectation.type) ||
                                   ascii_iequal(*type, "application/" + std::string(expectation.type)));
  if (!right_type) return std::unexpected(JwtError::wrong_type);
  const auto signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!key->verify(signed_part, *signature)) return std::unexpected(JwtError::bad_signature);
  auto claims = decode_object(parts[1]);
  if (!claims || !text_of(*claims, "sub")) return std::unexpected(JwtError::malformed);
  if (text_of(*claims, "iss") != expectation.issuer) return std::unexpected(JwtError::wrong_issuer);
  if (!has_audience(*claims, expectation.audience)) return std::unexpected(JwtError::wrong_audience);
  if (const auto error = check_times(*claims, expectation.leeway, now)) return std::unexpected(*error);
  return std::move(*claims);
}

}  // namespace gatehouse::crypto
