// Statements of a test's own manufacturers, each honest once and then crooked in one place.
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

const char* const oid_aaguid = "1.3.6.1.4.1.45724.1.1.4";

TestExtension aaguid_extension(const Uuid& aaguid, bool critical = false) {
  return {oid_aaguid, der("\x04", aaguid.view()), critical};
}

std::string x5c(std::initializer_list<const TestIdentity*> chain) {
  std::vector<std::string> items;
  for (const auto* one : chain) items.push_back(cbor_bytes(one->certificate.der()));
  return cbor_array(items);
}

std::string packed(const TestKey& signer, std::string_view data, const std::string& chain) {
  return cbor_map({{cbor_text("alg"), cbor(static_cast<std::int64_t>(signer.algorithm()))},
                   {cbor_text("sig"), cbor_bytes(signer.sign(data))},
                   {cbor_text("x5c"), chain}});
}

class Packed : public testing::Test {
 protected:
  std::optional<Failure> refuse(const TestIdentity& leaf,
                                std::initializer_list<const TestIdentity*> chain) const {
    return refusal(device_,
                   device_.create("packed", packed(leaf.key, device_.to_sign(true), x5c(chain))),
                   policy_);
  }
  std::optional<Failure> refuse(TestCertificate wanted) const {
    if (wanted.issuer == nullptr) wanted.issuer = &intermediate_;
    const auto leaf = issue(wanted);
    return refuse(leaf, {&leaf, &intermediate_});
  }

  Authenticator device_;
  TestIdentity root_ = make_authority("Root");
  TestIdentity intermediate_ = make_authority("Intermediate", &root_);
  AttestationPolicy policy_{.require_trust = true,
                            .anchors = {{AttestationFormat::packed, root_.certificate}}};
};

TEST_F(Packed, LeadsOverIntermediatesToTheRoot) {
  EXPECT_EQ(refuse(TestCertificate{}), std::nullopt);
  for (const auto algorithm :
       {Algorithm::es384, Algorithm::es512, Algorithm::rs256, Algorithm::eddsa}) {
    EXPECT_EQ(refuse({.key = TestKey(algorithm)}), std::nullopt) << algorithm_name(algorithm);
  }
  const auto leaf = issue({.issuer = &intermediate_});
  const auto statement = packed(leaf.key, device_.to_sign(true), x5c({&leaf, &intermediate_}));
  const auto result = verify_registration(party, device_.creation(), policy_,
                                          device_.create("packed", statement), today);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->attestation.type, AttestationType::certified);
  EXPECT_EQ(result->attestation.trust, AttestationTrust::anchored);
  EXPECT_EQ(result->attestation.trust_path.size(), 2U);
}

TEST_F(Packed, AnAnchorMayBeAnIntermediateOrTheCertificateItself) {
  const auto leaf = issue({.issuer = &intermediate_});
  policy_.anchors = {{AttestationFormat::packed, intermediate_.certificate}};
  EXPECT_EQ(refuse(leaf, {&leaf}), std::nullopt);
  policy_.anchors = {{AttestationFormat::packed, leaf.certificate}};
  EXPECT_EQ(refuse(leaf, {&leaf}), std::nullopt);
}

TEST_F(Packed, RefusesForgedChains) {
  const auto evil_root = make_authority("Root");
  const auto evil_intermediate = make_authority("Intermediate", &evil_root);
  const auto forged = issue({.issuer = &evil_intermediate});
  EXPECT_EQ(refuse(forged, {&forged, &evil_intermediate, &evil_root}),
            Failure::attestation_untrusted);
  // The honest chain behind a forged certificate, and the root itself sent along.
  EXPECT_EQ(refuse(forged, {&forged, &intermediate_, &root_}), Failure::attestation_untrusted);
  const auto self_signed = issue({});
  EXPECT_EQ(refuse(self_signed, {&self_signed}), Failure::attestation_untrusted);
  const auto leaf = issue({.issuer = &intermediate_});
  EXPECT_EQ(refuse(leaf, {&leaf}), Failure::attestation_untrusted);
  EXPECT_EQ(refuse(leaf, {&intermediate_, &leaf}), Failure::attestation_signature_invalid);
  // An authenticator's certificate is no CA.
  const auto below_leaf = issue({.issuer = &leaf});
  EXPECT_EQ(refuse(below_leaf, {&below_leaf, &leaf, &intermediate_}),
            Failure::attestation_untrusted);
}

TEST_F(Packed, RefusesExpiredWeakAndFutureChains) {
  EXPECT_EQ(refuse({.not_after = 1'899'999'999}), Failure::attestation_untrusted);
  EXPECT_EQ(refuse({.not_before = 1'900'000'100}), Failure::attestation_untrusted);
  EXPECT_EQ(refuse({.digest = EVP_sha1()}), Failure::attestation_untrusted);
  const auto old =
      issue({.subject = {{"CN", "Old"}}, .issuer = &root_, .ca = true, .not_after = 1'899'999'999});
  const auto leaf = issue({.issuer = &old});
  EXPECT_EQ(refuse(leaf, {&leaf, &old}), Failure::attestation_untrusted);
}

TEST_F(Packed, RefusesUnfitCertificates) {
  using Subject = std::vector<std::pair<std::string, std::string>>;
  const auto unfit = Failure::attestation_certificate_unfit;
  for (const auto& subject :
       {Subject{{"O", "Maker"}, {"OU", "Authenticator Attestation"}, {"CN", "M"}},
        Subject{{"C", "SE"}, {"OU", "Authenticator Attestation"}, {"CN", "M"}},
        Subject{{"C", "SE"}, {"O", "Maker"}, {"CN", "M"}},
        Subject{{"C", "SE"}, {"O", "Maker"}, {"OU", "Authenticator attestation"}, {"CN", "M"}},
        Subject{{"C", "SE"}, {"O", "Maker"}, {"OU", "Servers"}, {"CN", "M"}},
        Subject{{"C", "SE"},
                {"O", "Maker"},
                {"OU", "Authenticator Attestation"},
                {"OU", "Servers"},
                {"CN", "M"}},
        Subject{{"C", "SE"}, {"O", "Maker"}, {"OU", "Authenticator Attestation"}}, Subject{}}) {
    EXPECT_EQ(refuse({.subject = subject}), unfit);
  }
  EXPECT_EQ(refuse({.ca = true}), unfit);
  EXPECT_EQ(refuse({.ca = std::nullopt}), unfit);
  EXPECT_EQ(refuse({.ca = std::nullopt, .version = X509_VERSION_1}), unfit);
}

TEST_F(Packed, ChecksTheModelInTheCertificate) {
  EXPECT_EQ(refuse({.extensions = {aaguid_extension(device_.aaguid)}}), std::nullopt);
  const auto other = Uuid::from_bytes("other-model-16-b");
  EXPECT_EQ(refuse({.extensions = {aaguid_extension(other)}}),
            Failure::attestation_aaguid_mismatch);
  const auto unfit = Failure::attestation_certificate_unfit;
  EXPECT_EQ(refuse({.extensions = {aaguid_extension(device_.aaguid, true)}}), unfit);
  EXPECT_EQ(refuse({.extensions = {{oid_aaguid, std::string(device_.aaguid.view())}}}), unfit);
  EXPECT_EQ(refuse({.extensions = {{oid_aaguid, der("\x04", device_.aaguid.view()) + '\0'}}}),
            unfit);
  EXPECT_EQ(
      refuse({.extensions = {aaguid_extension(device_.aaguid), aaguid_extension(device_.aaguid)}}),
      unfit);
}

TEST_F(Packed, RefusesConfusedKeysAndAlgorithms) {
  const auto leaf = issue({.issuer = &intermediate_});
  const auto chain = x5c({&leaf, &intermediate_});
  const auto with_algorithm = [&](const std::string& number) {
    const auto statement =
        cbor_map({{cbor_text("alg"), number},
                  {cbor_text("sig"), cbor_bytes(leaf.key.sign(device_.to_sign(true)))},
                  {cbor_text("x5c"), chain}});
    return refusal(device_, device_.create("packed", statement), policy_);
  };
  EXPECT_EQ(with_algorithm(cbor(-7)), std::nullopt);
  for (const int number : {-257, -35, -8, -65535, 0}) {
    EXPECT_EQ(with_algorithm(cbor(number)), Failure::attestation_algorithm_mismatch);
  }
  EXPECT_EQ(with_algorithm(cbor_text("ES256")), Failure::attestation_algorithm_mismatch);
  EXPECT_EQ(refuse({.key = TestKey(Algorithm::rs256, 1024)}),
            Failure::attestation_algorithm_mismatch);
  // Signed by the credential's key where the certificate's should.
  EXPECT_EQ(
      refusal(device_, device_.create("packed", packed(device_.key, device_.to_sign(true), chain)),
              policy_),
      Failure::attestation_signature_invalid);
  // A right statement for other data.
  EXPECT_EQ(
      refusal(device_, device_.create("packed", packed(leaf.key, device_.to_sign(false), chain)),
              policy_),
      Failure::attestation_signature_invalid);
}

TEST_F(Packed, RefusesMalformedStatements) {
  const auto leaf = issue({.issuer = &intermediate_});
  const auto alg = std::pair(cbor_text("alg"), cbor(-7));
  const auto sig = std::pair(cbor_text("sig"), cbor_bytes(leaf.key.sign(device_.to_sign(true))));
  const auto chain = std::pair(cbor_text("x5c"), x5c({&leaf, &intermediate_}));
  const auto with_chain = [](const std::string& value) {
    return std::pair(cbor_text("x5c"), value);
  };
  const auto trailing = cbor_array({cbor_bytes(leaf.certificate.der() + '\0')});
  const std::vector<std::string> many(9, cbor_bytes(leaf.certificate.der()));
  for (const auto& statement :
       {cbor_map({}), cbor_map({alg}), cbor_map({sig}), cbor_map({sig, chain}),
        cbor_map({alg, sig, chain, {cbor_text("ecdaaKeyId"), cbor_bytes("x")}}),
        cbor_map({alg, sig, with_chain(cbor_array({}))}),
        cbor_map({alg, sig, with_chain(cbor_bytes(leaf.certificate.der()))}),
        cbor_map({alg, sig, with_chain(cbor_array({cbor_text("certificate")}))}),
        cbor_map({alg, sig, with_chain(trailing)}),
        cbor_map({alg, sig, with_chain(cbor_array(many))})}) {
    EXPECT_EQ(refusal(device_, device_.create("packed", statement), policy_),
              Failure::attestation_statement_malformed);
  }
}

TEST_F(Packed, SelfAttestationProvesPossessionOnly) {
  const auto statement = [&](const TestKey& key, int algorithm) {
    return cbor_map({{cbor_text("alg"), cbor(algorithm)},
                     {cbor_text("sig"), cbor_bytes(key.sign(device_.to_sign(true)))}});
  };
  const auto honest = device_.create("packed", statement(device_.key, -7));
  const auto result = verify_registration(party, device_.creation(), {}, honest, today);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->attestation.type, AttestationType::self);
  EXPECT_EQ(result->attestation.trust, AttestationTrust::none);
  EXPECT_EQ(refusal(device_, honest, policy_), Failure::attestation_required);
  EXPECT_EQ(refusal(device_, device_.create("packed", statement(device_.key, -8))),
            Failure::attestation_algorithm_mismatch);
  EXPECT_EQ(refusal(device_, device_.create("packed", statement(TestKey(Algorithm::es256), -7))),
            Failure::attestation_signature_invalid);
}

TEST_F(Packed, TrustFollowsPolicy) {
  const auto leaf = issue({.issuer = &intermediate_});
  const auto response = device_.create(
      "packed", packed(leaf.key, device_.to_sign(true), x5c({&leaf, &intermediate_})));
  // Without any root the statement is right, and no more.
  const auto unknown = verify_registration(party, device_.creation(), {}, response, today);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->attestation.trust, AttestationTrust::unknown);
  EXPECT_EQ(refusal(device_, response, {.require_trust = true}),
            Failure::attestation_anchor_unknown);
  // A root for another format does not vouch.
  auto other_format = policy_;
  other_format.anchors[0].format = AttestationFormat::apple;
  EXPECT_EQ(refusal(device_, response, other_format), Failure::attestation_anchor_unknown);

  auto listed = policy_;
  listed.require_trust = false;
  listed.allowed_aaguids = {device_.aaguid};
  EXPECT_EQ(refusal(device_, response, listed), std::nullopt);
  EXPECT_EQ(refusal(device_, device_.create(), listed), Failure::attestation_required);
  listed.allowed_aaguids = {Uuid::from_bytes("other-model-16-b")};
  EXPECT_EQ(refusal(device_, response, listed), Failure::authenticator_not_allowed);
}

TEST_F(Packed, RefusesOtherFormats) {
  for (const auto* format : {"android-safetynet", "compound", "Packed", "packed ", "", "none\n"}) {
    EXPECT_EQ(refusal(device_, device_.create(format)), Failure::attestation_format_unsupported);
  }
  EXPECT_EQ(refusal(device_, device_.create("none", cbor_map({{cbor_text("a"), cbor(1)}}))),
            Failure::attestation_statement_malformed);
}

class U2f : public testing::Test {
 protected:
  std::string statement(const TestKey& signer, const std::string& chain) const {
    const auto data = '\0' + crypto::sha256(device_.rp_id) +
                      crypto::sha256(device_.client_data(device_.create_type)) + device_.id +
                      '\x04' + device_.key.x() + device_.key.y();
    return cbor_map({{cbor_text("sig"), cbor_bytes(signer.sign(data))}, {cbor_text("x5c"), chain}});
  }
  std::optional<Failure> refuse() const {
    return refusal(device_, device_.create("fido-u2f", statement(leaf_.key, x5c({&leaf_}))),
                   policy_);
  }

  Authenticator device_{.aaguid = {}, .flags = 0x01, .count = 0};
  TestIdentity root_ = make_authority("Root");
  TestIdentity leaf_ = issue({.subject = {{"CN", "U2F"}}, .issuer = &root_, .ca = std::nullopt});
  AttestationPolicy policy_{.require_trust = true,
                            .anchors = {{AttestationFormat::fido_u2f, root_.certificate}}};
};

TEST_F(U2f, PassesWithOneCertificateOnP256) {
  EXPECT_EQ(refuse(), std::nullopt);
  EXPECT_EQ(
      refusal(device_, device_.create("fido-u2f", statement(leaf_.key, x5c({&leaf_, &root_}))),
              policy_),
      Failure::attestation_statement_malformed);
  const auto p384 =
      issue({.subject = {{"CN", "U2F"}}, .key = TestKey(Algorithm::es384), .issuer = &root_});
  EXPECT_EQ(
      refusal(device_, device_.create("fido-u2f", statement(p384.key, x5c({&p384}))), policy_),
      Failure::attestation_certificate_unfit);
  EXPECT_EQ(
      refusal(device_, device_.create("fido-u2f", statement(device_.key, x5c({&leaf_}))), policy_),
      Failure::attestation_signature_invalid);
}

TEST_F(U2f, DoesNotBelieveWhatIsNotSigned) {
  for (const unsigned flags : {0x05U, 0x09U, 0x19U}) {
    device_.flags = flags;
    EXPECT_EQ(refuse(), Failure::attestation_u2f_invalid);
  }
  device_.flags = 0x01;
  device_.count = 1;
  EXPECT_EQ(refuse(), Failure::attestation_u2f_invalid);
  device_.count = 0;
  device_.aaguid = Uuid::from_bytes("a-listed-model-x");
  policy_.allowed_aaguids = {device_.aaguid};
  EXPECT_EQ(refuse(), Failure::authenticator_not_allowed);
}

class Apple : public testing::Test {
 protected:
  std::optional<Failure> refuse(const TestKey& key, const std::string& nonce,
                                const char* oid = "1.2.840.113635.100.8.2") const {
    const auto extension = der("\x30", der("\xa1", der("\x04", nonce)));
    const auto leaf = issue({.subject = {{"CN", "Credential"}},
                             .key = key,
                             .issuer = &root_,
                             .extensions = {{oid, extension}}});
    return refusal(device_, device_.create("apple", cbor_map({{cbor_text("x5c"), x5c({&leaf})}})),
                   policy_);
  }
  Authenticator device_;
  TestIdentity root_ = make_authority("Apple");
  AttestationPolicy policy_{.require_trust = true,
                            .anchors = {{AttestationFormat::apple, root_.certificate}}};
};

TEST_F(Apple, CertifiesThisKeyForThisCeremony) {
  const auto nonce = crypto::sha256(device_.to_sign(true));
  EXPECT_EQ(refuse(device_.key, nonce), std::nullopt);
  EXPECT_EQ(refuse(TestKey(Algorithm::es256), nonce), Failure::attestation_key_mismatch);
  EXPECT_EQ(refuse(TestKey(Algorithm::rs256), nonce), Failure::attestation_key_mismatch);
  EXPECT_EQ(refuse(device_.key, crypto::sha256(device_.to_sign(false))),
            Failure::attestation_nonce_mismatch);
  EXPECT_EQ(refuse(device_.key, nonce + '\0'), Failure::attestation_nonce_mismatch);
  EXPECT_EQ(refuse(device_.key, nonce, "1.2.840.113635.100.8.3"),
            Failure::attestation_certificate_unfit);
}

}  // namespace
}  // namespace gatehouse::webauthn
