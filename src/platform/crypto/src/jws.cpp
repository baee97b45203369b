#include <gatehouse/platform/crypto/jws.hpp>

#include <boost/json/serialize.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

const json::string* algorithm_of(const json::object& header) {
  const auto* value = header.if_contains("alg");
  return value != nullptr ? value->if_string() : nullptr;
}

}  // namespace

std::optional<CompactJws> parse_compact_jws(std::string_view text) {
  if (text.size() > max_jws_bytes) return std::nullopt;
  const auto parts = split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto header_text = decode_base64url(parts[0]);
  auto payload = decode_base64url(parts[1]);
  auto signature = decode_base64url(parts[2]);
  if (!header_text || !payload || !signature) return std::nullopt;
  auto header = parse_strict_json(*header_text);
  if (!header || !header->is_object()) return std::nullopt;
  const auto& members = header->get_object();
  if (members.contains("crit") || algorithm_of(members) == nullptr) return std::nullopt;
  return CompactJws{.header = std::move(header->get_object()),
                    .payload = std::move(*payload),
                    .signature = std::move(*signature),
                    .signed_part = text.substr(0, parts[0].size() + 1 + parts[1].size())};
}

bool verify_signature(const CompactJws& message, const Key& key) {
  const auto* algorithm = algorithm_of(message.header);
  return algorithm != nullptr && *algorithm == algorithm_name(key.algorithm()) &&
         key.verify(message.signed_part, message.signature);
}

std::optional<std::string> verify_compact_jws(std::string_view text, const Key& key) {
  auto message = parse_compact_jws(text);
  if (!message || !verify_signature(*message, key)) return std::nullopt;
  return std::move(message->payload);
}

std::string sign_compact_jws(const Key& key, json::object header, std::string_view payload) {
  header["alg"] = algorithm_name(key.algorithm());
  auto text = encode_base64url(json::serialize(header));
  text.push_back('.');
  text.append(encode_base64url(payload));
  const auto signature = encode_base64url(key.sign(text));
  text.push_back('.');
  text.append(signature);
  return text;
}

}  // namespace gatehouse::crypto
