// The product's JOSE on a command line, for the test against npm's jose (jose.test.mjs).
//
//   jose_peer make ALG CLAIMS     prints {"private", "public", "thumbprint", "token"}: a new key pair and a token of it
//   jose_peer sign ALG JWK CLAIMS prints {"token", "thumbprint"}
//   jose_peer verify ALG JWK TOKEN NOW ISSUER AUDIENCE   prints {"claims"} or {"error": number of JwtError}
#include <charconv>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/platform/crypto/jwt.hpp>

namespace {

namespace json = boost::json;
using namespace gatehouse;
using namespace gatehouse::crypto;

constexpr std::string_view type = "at+jwt";

json::object make(Algorithm algorithm, const json::object& claims) {
  const auto key = Key::generate(algorithm);
  return {{"private", json::parse(key.private_jwk().reveal())},
          {"public", key.public_jwk()},
          {"thumbprint", key.thumbprint()},
          {"token", sign_jwt(key, type, claims)}};
}

json::object verify(const Key& key, std::string_view token, Timestamp now, std::string_view issuer,
                    std::string_view audience) {
  const auto result =
      verify_jwt(token, [&](std::string_view) { return &key; }, {type, issuer, audience}, now);
  if (!result) return {{"error", static_cast<int>(result.error())}};
  return {{"claims", *result}};
}

// Empty when the words are no command, or the key is refused.
std::optional<json::object> run(const std::vector<std::string>& words) {
  const auto object = [&](std::size_t i) { return json::parse(words[i]).as_object(); };
  const auto algorithm = words.size() > 2 ? parse_algorithm(words[1]) : std::nullopt;
  if (!algorithm) return std::nullopt;
  if (words[0] == "make") return make(*algorithm, object(2));
  const auto key = Key::from_jwk(object(2), *algorithm);
  if (!key) return std::nullopt;
  if (words[0] == "sign") {
    return json::object{{"token", sign_jwt(*key, type, object(3))},
                        {"thumbprint", key->thumbprint()}};
  }
  std::int64_t now = 0;
  std::from_chars(words[4].data(), words[4].data() + words[4].size(), now);
  return verify(*key, words[3], from_unix_seconds(now), words[5], words[6]);
}

}  // namespace

int main(int argc, char** argv) {
  const auto result = run({argv + 1, argv + argc});
  if (!result) return 1;
  std::puts(json::serialize(*result).c_str());
  return 0;
}
