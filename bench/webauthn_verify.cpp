// How much a whole WebAuthn assertion costs beyond its ES256 signature: prints verifications a second of assertions,
// and of bare signatures with a parsed key, on one core each and in turn.
#include <chrono>
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/platform/webauthn/verify.hpp>

namespace {

using namespace gatehouse;
using namespace gatehouse::webauthn;
using crypto::bytes;
using DigestContext = crypto::Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Key = crypto::Handle<EVP_PKEY, EVP_PKEY_free>;

std::string coordinate(EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  EVP_PKEY_get_bn_param(key, name, &raw);
  const crypto::Handle<BIGNUM, BN_free> number(raw);
  std::string out(32, '\0');
  BN_bn2binpad(raw, bytes(out), 32);
  return out;
}

std::string sign(EVP_PKEY* key, std::string_view data) {
  const DigestContext context(EVP_MD_CTX_new());
  std::string signature(80, '\0');
  auto size = signature.size();
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
  EVP_DigestSign(context.get(), bytes(signature), &size, bytes(data), data.size());
  signature.resize(size);
  return signature;
}

bool verify(EVP_PKEY* key, std::string_view data, std::string_view signature) {
  static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data),
                          data.size()) == 1;
}

// Calls a second over `time`; ends the program when one fails.
template <class Call>
double rate(std::chrono::milliseconds time, Call call) {
  const auto begin = std::chrono::steady_clock::now();
  long count = 0;
  while (std::chrono::steady_clock::now() - begin < time) {
    for (int i = 0; i < 50; ++i) {
      if (!call()) std::exit(1);
    }
    count += 50;
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(count) / taken.count();
}

}  // namespace

int main() {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const RelyingParty party{
      .id = "example.org", .name = "Example", .origins = {"https://login.example.org"}};
  const RequestOptions options{.challenge = new_challenge(), .allow_credentials = {{.id = "id"}}};
  using namespace std::string_literals;
  const StoredCredential credential{.id = "id",
                                    .public_key = "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"s +
                                                  coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X) +
                                                  "\x22\x58\x20" +
                                                  coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y),
                                    .user_handle = "user"};
  AuthenticationResponse response{
      .id = "id",
      .client_data_json = R"({"type":"webauthn.get","challenge":")" +
                          encode_base64url(options.challenge) +
                          R"(","origin":"https://login.example.org","crossOrigin":false})",
      .authenticator_data = crypto::sha256(party.id) + "\x05"s + "\0\0\0\1"s,
      .user_handle = "user"};
  const auto signed_data = response.authenticator_data + crypto::sha256(response.client_data_json);
  response.signature = sign(key.get(), signed_data);

  const auto whole = [&] {
    return verify_assertion(party, options, credential, response).has_value();
  };
  const auto bare = [&] { return verify(key.get(), signed_data, response.signature); };
  double assertions = 0;
  double signatures = 0;
  constexpr int turns = 5;
  for (int i = 0; i < turns; ++i) {
    assertions += rate(std::chrono::milliseconds(400), whole) / turns;
    signatures += rate(std::chrono::milliseconds(400), bare) / turns;
  }
  fmt::print("{:.1f} {:.1f}\n", assertions, signatures);
}
