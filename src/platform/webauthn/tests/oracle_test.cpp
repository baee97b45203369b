// libfido2 judges the same bytes: what passes here passes there, and where it looks at all it refuses the same.
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/es384.h>
#include <fido/rs256.h>

#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

#include "vectors.hpp"

namespace gatehouse::webauthn {
namespace {

using crypto::bytes;
using Credential = crypto::Handle<fido_cred_t, [](fido_cred_t* one) { fido_cred_free(&one); }>;
using Assert = crypto::Handle<fido_assert_t, [](fido_assert_t* one) { fido_assert_free(&one); }>;

// ES512, Ed448 and RSA of another length than 2048 are unknown to it.
bool knows(const CoseKey& key) {
  return key.algorithm() != Algorithm::es512 && key.algorithm() != Algorithm::ed448 &&
         (key.algorithm() != Algorithm::rs256 || EVP_PKEY_get_bits(key.get()) == 2048);
}

Registration registered(const Vector& vector) {
  return register_vector(vector, vector.registration).value();
}

CoseKey key_of(const Vector& vector) {
  return CoseKey::parse(registered(vector).public_key).value();
}

std::vector<Vector> with_known_keys() {
  std::vector<Vector> known;
  for (const auto& one : vectors().all) {
    if (knows(key_of(one))) known.push_back(one);
  }
  return known;
}

// Of the formats it verifies packed and fido-u2f (and TPM statements with SHA-1 only).
std::vector<Vector> with_known_statements() {
  auto known = with_known_keys();
  std::erase_if(known, [](const Vector& one) {
    const auto format = registered(one).attestation.format;
    return format != AttestationFormat::packed && format != AttestationFormat::fido_u2f;
  });
  return known;
}

// The bytes of attStmt, which the parser does not keep.
std::string statement_of(const std::string& object) {
  constexpr std::string_view name = "gattStmt";
  auto rest = std::string_view(object).substr(object.find(name) + name.size());
  const auto all = rest;
  if (!CborValue::take(rest, CborForm::any_order)) return {};
  return std::string(all.substr(0, all.size() - rest.size()));
}

// What libfido2 says of a registration with the format packed or fido-u2f.
bool fido_accepts(const std::string& data, const std::string& format, const std::string& statement,
                  const std::string& hash, Algorithm algorithm, bool has_certificate) {
  const Credential credential(fido_cred_new());
  auto* raw = credential.get();
  if (fido_cred_set_type(raw, static_cast<int>(algorithm)) != FIDO_OK ||
      fido_cred_set_clientdata_hash(raw, bytes(hash), hash.size()) != FIDO_OK ||
      fido_cred_set_rp(raw, "example.org", nullptr) != FIDO_OK ||
      fido_cred_set_authdata_raw(raw, bytes(data), data.size()) != FIDO_OK ||
      fido_cred_set_fmt(raw, format.c_str()) != FIDO_OK ||
      fido_cred_set_attstmt(raw, bytes(statement), statement.size()) != FIDO_OK) {
    return false;
  }
  return (has_certificate ? fido_cred_verify(raw) : fido_cred_verify_self(raw)) == FIDO_OK;
}

bool fido_accepts(const CoseKey& key, const AuthenticationResponse& response) {
  const auto hash = crypto::sha256(response.client_data_json);
  const Assert assertion(fido_assert_new());
  auto* raw = assertion.get();
  return fido_assert_set_clientdata_hash(raw, bytes(hash), hash.size()) == FIDO_OK &&
         fido_assert_set_rp(raw, "example.org") == FIDO_OK &&
         fido_assert_set_count(raw, 1) == FIDO_OK &&
         fido_assert_set_authdata_raw(raw, 0, bytes(response.authenticator_data),
                                      response.authenticator_data.size()) == FIDO_OK &&
         fido_assert_set_sig(raw, 0, bytes(response.signature), response.signature.size()) ==
             FIDO_OK &&
         fido_assert_set_up(raw, FIDO_OPT_TRUE) == FIDO_OK && [&] {
           const auto as = [&](auto* fresh, auto from, auto free) {
             const bool done =
                 from(fresh, key.get()) == FIDO_OK &&
                 fido_assert_verify(raw, 0, static_cast<int>(key.algorithm()), fresh) == FIDO_OK;
             free(&fresh);
             return done;
           };
           switch (key.algorithm()) {
             case Algorithm::es256:
               return as(es256_pk_new(), es256_pk_from_EVP_PKEY, es256_pk_free);
             case Algorithm::es384:
               return as(es384_pk_new(), es384_pk_from_EVP_PKEY, es384_pk_free);
             case Algorithm::eddsa:
               return as(eddsa_pk_new(), eddsa_pk_from_EVP_PKEY, eddsa_pk_free);
             default:
               return as(rs256_pk_new(), rs256_pk_from_EVP_PKEY, rs256_pk_free);
           }
         }();
}

// A suite a kind of judgement: only what libfido2 can judge is in it.
class OracleOfAssertions : public testing::TestWithParam<Vector> {};
class OracleOfRegistrations : public testing::TestWithParam<Vector> {};

TEST_P(OracleOfAssertions, Agrees) {
  const auto& vector = GetParam();
  const auto key = key_of(vector);
  const auto credential = stored(registered(vector));
  auto response = vector.authentication;
  EXPECT_TRUE(fido_accepts(key, response));
  for (auto* part : {&response.authenticator_data, &response.signature}) {
    for (std::size_t bit = 0; bit < part->size() * 8; bit += 3) {
      auto& byte = (*part)[bit / 8];
      const char original = byte;
      byte = static_cast<char>(byte ^ static_cast<char>(1U << bit % 8));
      const auto own =
          verify_assertion(vectors().relying_party, vector.request, credential, response);
      EXPECT_EQ(own.has_value(), fido_accepts(key, response)) << "bit " << bit;
      byte = original;
    }
  }
}

TEST_P(OracleOfRegistrations, RefusesNothingThatPassesHere) {
  const auto& vector = GetParam();
  const auto registration = registered(vector);
  const auto hash = crypto::sha256(vector.registration.client_data_json);
  const bool has_certificate = !registration.attestation.trust_path.empty();
  auto response = vector.registration;
  const auto judge = [&] {
    const auto object = AttestationObject::parse(response.attestation_object);
    return object &&
           fido_accepts(std::string(object->authenticator_data), std::string(object->format),
                        statement_of(response.attestation_object), hash, registration.algorithm,
                        has_certificate);
  };
  EXPECT_TRUE(judge());
  int refused_by_both = 0;
  for (std::size_t bit = 0; bit < response.attestation_object.size() * 8; bit += 5) {
    auto& byte = response.attestation_object[bit / 8];
    const char original = byte;
    byte = static_cast<char>(byte ^ static_cast<char>(1U << bit % 8));
    const bool accepted = register_vector(vector, response).has_value();
    const bool judged = judge();
    if (accepted) EXPECT_TRUE(judged) << "bit " << bit;
    if (!accepted && !judged) ++refused_by_both;
    byte = original;
  }
  EXPECT_GT(refused_by_both, 100);
}

INSTANTIATE_TEST_SUITE_P(W3C, OracleOfAssertions, testing::ValuesIn(with_known_keys()),
                         test_name_of);
INSTANTIATE_TEST_SUITE_P(W3C, OracleOfRegistrations, testing::ValuesIn(with_known_statements()),
                         test_name_of);

TEST(Oracle, AgreesOnEachAlgorithm) {
  for (const auto algorithm : default_algorithms) {
    Authenticator device{.key = TestKey(algorithm)};
    const auto key = CoseKey::parse(device.key.cose()).value();
    EXPECT_TRUE(fido_accepts(key, device.get()));
    EXPECT_EQ(assertion_refusal(device), std::nullopt);
    device.key = TestKey(algorithm);
    EXPECT_FALSE(fido_accepts(key, device.get()));
  }
}

TEST(Oracle, JudgesMostVectors) {
  EXPECT_EQ(with_known_keys().size(), 12U);
  EXPECT_EQ(with_known_statements().size(), 5U);
}

}  // namespace
}  // namespace gatehouse::webauthn
