// The W3C's vectors: each passes, and each fails with any bit of what is signed or checked turned over.
#include "vectors.hpp"

#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/client_data.hpp>

namespace gatehouse::webauthn {
namespace {

class EachVector : public testing::TestWithParam<Vector> {
 protected:
  const Vector& vector_ = GetParam();
};

TEST_P(EachVector, RegistersAndSignsIn) {
  const auto registration = register_vector(vector_, vector_.registration);
  ASSERT_TRUE(registration) << failure_name(registration.error());
  EXPECT_EQ(registration->id, vector_.registration.id);
  const auto& attestation = registration->attestation;
  const bool is_u2f = attestation.format == AttestationFormat::fido_u2f;
  EXPECT_EQ(registration->aaguid, is_u2f ? Uuid{} : vector_.aaguid);
  EXPECT_TRUE(vector_.name.starts_with(format_name(attestation.format)));
  EXPECT_EQ(attestation.trust,
            attestation.trust_path.empty() ? AttestationTrust::none : AttestationTrust::anchored);
  const auto assertion = verify_assertion(vectors().relying_party, vector_.request,
                                          stored(*registration), vector_.authentication);
  ASSERT_TRUE(assertion) << failure_name(assertion.error());
  EXPECT_EQ(assertion->backup_eligible, registration->backup_eligible);
}

// Calls `check` with every `step`th bit of `bytes` turned over, one at a time. A step of 3 reaches each byte two or
// three times, and each place in a byte.
template <class Check>
void for_each_damage(std::string& bytes, std::size_t step, Check check) {
  for (std::size_t i = 0; i < bytes.size() * 8; i += step) {
    const auto bit = static_cast<char>(1U << i % 8);
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
    check(i);
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ bit);
  }
}

// Nothing signs a registration without attestation. What passes says another thing in a member that nobody vouches for:
// AAGUID, counter, verification and backup flags, and members of the client data that this verifier does not know.
// A U2F statement does not sign the AAGUID either, which is not believed then.
bool is_unsigned_change(const Vector& vector, const RegistrationResponse& damaged,
                        const Registration& result) {
  if (result.attestation.format == AttestationFormat::fido_u2f) {
    return result.aaguid == Uuid{} &&
           damaged.client_data_json == vector.registration.client_data_json;
  }
  if (result.attestation.format != AttestationFormat::none) return false;
  const auto original = register_vector(vector, vector.registration);
  return result.id == original->id && result.public_key == original->public_key &&
         result.attestation.trust == AttestationTrust::none;
}

TEST_P(EachVector, RefusesADamagedRegistration) {
  auto damaged = vector_.registration;
  for (auto* bytes : {&damaged.id, &damaged.client_data_json, &damaged.attestation_object}) {
    for_each_damage(*bytes, 3, [&](std::size_t bit) {
      const auto result = register_vector(vector_, damaged);
      if (result) {
        EXPECT_TRUE(is_unsigned_change(vector_, damaged, *result)) << "bit " << bit;
      }
    });
  }
}

TEST_P(EachVector, RefusesADamagedAssertion) {
  const auto credential = stored(*register_vector(vector_, vector_.registration));
  auto damaged = vector_.authentication;
  for (auto* bytes :
       {&damaged.id, &damaged.client_data_json, &damaged.authenticator_data, &damaged.signature}) {
    for_each_damage(*bytes, 1, [&](std::size_t bit) {
      EXPECT_FALSE(verify_assertion(vectors().relying_party, vector_.request, credential, damaged))
          << "bit " << bit;
    });
  }
}

TEST_P(EachVector, RefusesADamagedKey) {
  auto credential = stored(*register_vector(vector_, vector_.registration));
  for_each_damage(credential.public_key, 1, [&](std::size_t bit) {
    EXPECT_FALSE(verify_assertion(vectors().relying_party, vector_.request, credential,
                                  vector_.authentication))
        << "bit " << bit;
  });
}

TEST_P(EachVector, RefusesWhatIsCutOffOrLonger) {
  const auto& full = vector_.registration.attestation_object;
  auto registration = vector_.registration;
  for (std::size_t size = 0; size < full.size(); ++size) {
    registration.attestation_object = full.substr(0, size);
    EXPECT_EQ(register_vector(vector_, registration).error(),
              Failure::attestation_object_malformed);
  }
  registration.attestation_object = full + '\0';
  EXPECT_EQ(register_vector(vector_, registration).error(), Failure::attestation_object_malformed);

  const auto credential = stored(*register_vector(vector_, vector_.registration));
  auto authentication = vector_.authentication;
  for (auto* bytes : {&authentication.authenticator_data, &authentication.signature}) {
    const auto whole = *bytes;
    for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
      *bytes = size <= whole.size() ? whole.substr(0, size) : whole + '\0';
      EXPECT_EQ(
          verify_assertion(vectors().relying_party, vector_.request, credential, authentication)
              .has_value(),
          size == whole.size());
    }
    *bytes = whole;
  }
}

TEST_P(EachVector, RefusesAnotherCeremonysAnswer) {
  for (const auto& other : vectors().all) {
    if (other.name == vector_.name) continue;
    EXPECT_EQ(register_vector(vector_, other.registration).error(), Failure::challenge_mismatch);
    const auto credential = stored(*register_vector(other, other.registration));
    EXPECT_EQ(verify_assertion(vectors().relying_party, vector_.request, credential,
                               vector_.authentication)
                  .error(),
              Failure::credential_id_mismatch);
    auto renamed = credential;
    renamed.id = vector_.authentication.id;
    renamed.backup_eligible = register_vector(vector_, vector_.registration)->backup_eligible;
    EXPECT_EQ(
        verify_assertion(vectors().relying_party, vector_.request, renamed, vector_.authentication)
            .error(),
        Failure::signature_invalid);
  }
}

INSTANTIATE_TEST_SUITE_P(W3C, EachVector, testing::ValuesIn(vectors().all), test_name_of);

TEST(Vectors, AreAllThere) { EXPECT_EQ(vectors().all.size(), 15U); }

TEST(Vectors, AnAndroidKeyWithoutAuthorizationsIsRefusedUnlessPolicyBearsIt) {
  const auto& vector = vectors().named("android-key-es256");
  for (const auto rule : {AndroidKeyRule::hardware, AndroidKeyRule::any_enforcer}) {
    auto policy = vectors().policy;
    policy.android_key = rule;
    EXPECT_EQ(verify_registration(vectors().relying_party, vector.creation, policy,
                                  vector.registration, vector_day)
                  .error(),
              Failure::attestation_android_key_unprotected);
  }
}

}  // namespace
}  // namespace gatehouse::webauthn
