// Tokens, keys and claims: what is read is canonical, only what was signed is accepted, and no claims stop the checks.
#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/jwt.hpp>

namespace {

namespace json = boost::json;
using namespace gatehouse;
using namespace gatehouse::crypto;

const Timestamp now = from_unix_seconds(1'900'000'000);

// The pair of RFC 8037 appendix A.
const Key& pair() {
  static const auto key = Key::from_jwk(
      json::parse(
          R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
          R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")
          .as_object(),
      Algorithm::eddsa);
  return *key;
}

std::expected<json::object, JwtError> verify(std::string_view token) {
  const auto find = [](std::string_view kid) {
    return kid == pair().thumbprint() ? &pair() : nullptr;
  };
  return verify_jwt(token, find, {"at+jwt", "https://id.example", "api"}, now);
}

void check_token(std::string_view text) {
  const auto message = parse_compact_jws(text);
  if (!message) {
    GH_ASSERT(verify(text).error() == JwtError::malformed);
    return;
  }
  GH_ASSERT(std::string(message->signed_part) + "." + encode_base64url(message->signature) == text);
  // Ed25519 is deterministic: a right signature is the one that signing gives.
  if (verify(text)) GH_ASSERT(pair().sign(message->signed_part) == message->signature);
}

void check_key(const json::object& jwk) {
  for (const auto algorithm :
       {Algorithm::es256, Algorithm::eddsa, Algorithm::rs256, Algorithm::ps256}) {
    const auto key = Key::from_jwk(jwk, algorithm);
    if (!key) continue;
    const auto known = Key::from_jwk(key->public_jwk(), algorithm);
    if (!known) {
      // OpenSSL tests an RSA modulus with random witnesses: nonsense passes now and then.
      GH_ASSERT(algorithm == Algorithm::rs256 || algorithm == Algorithm::ps256);
      continue;
    }
    GH_ASSERT(known->thumbprint() == key->thumbprint() && !known->can_sign());
    GH_ASSERT(!known->verify("data", std::string(64, 'x')));
    if (key->can_sign()) GH_ASSERT(known->verify("data", key->sign("data")));
  }
}

void check_claims(const json::object& claims) {
  const auto result = verify(sign_jwt(pair(), "at+jwt", claims));
  if (result) {
    GH_ASSERT(result->at("sub").is_string() && result->at("iss") == "https://id.example");
  } else {
    GH_ASSERT(result.error() != JwtError::bad_signature && result.error() != JwtError::unknown_key);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_token(text);
  const auto value = parse_strict_json(text);
  if (!value) return 0;
  GH_ASSERT(parse_strict_json(json::serialize(*value)).has_value());
  if (const auto* object = value->if_object()) {
    check_key(*object);
    check_claims(*object);
  }
  return 0;
}
