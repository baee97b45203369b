// FIDO metadata signed by a test's own alliance.
#include <gatehouse/platform/webauthn/metadata.hpp>

#include <boost/json/serialize.hpp>
#include <openssl/ecdsa.h>

#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

TestExtension host_name(std::string_view host) {
  return {"2.5.29.17", der("\x30", der("\x82", host))};
}

std::string raw_signature(const TestKey& key, std::string_view data) {
  const auto signature = key.sign(data);
  if (key.algorithm() == Algorithm::rs256) return signature;
  const auto* at = crypto::bytes(std::string_view(signature));
  const crypto::Handle<ECDSA_SIG, ECDSA_SIG_free> parts(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(signature.size())));
  std::string raw(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), crypto::bytes(raw), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), crypto::bytes(raw) + 32, 32);
  return raw;
}

class Blobs : public testing::Test {
 protected:
  json::object entry(const Uuid& aaguid, const Certificate& root, json::array reports = {}) const {
    auto text = encode_base64(root.der());
    text.insert(64, "\n  ");  // as some makers hand it in
    return {{"aaguid", aaguid.text()},
            {"metadataStatement",
             {{"description", "Model"},
              {"attestationRootCertificates", json::array{text, "not a certificate"}}}},
            {"statusReports", std::move(reports)}};
  }
  json::object payload(json::array entries) const {
    return {{"legalHeader", "…"},
            {"no", 77},
            {"nextUpdate", "2031-01-31"},
            {"entries", std::move(entries)}};
  }
  std::string blob(const TestIdentity& signer, const json::object& content,
                   std::string_view algorithm = "RS256") const {
    json::array chain;
    for (const auto* one : {&signer, &intermediate_}) {
      chain.push_back(json::string(encode_base64(one->certificate.der())));
    }
    const json::object header{{"alg", algorithm}, {"typ", "JWT"}, {"x5c", std::move(chain)}};
    const auto data = encode_base64url(json::serialize(header)) + '.' +
                      encode_base64url(json::serialize(content));
    return data + '.' + encode_base64url(raw_signature(signer.key, data));
  }
  std::string blob(const json::object& content) const { return blob(signer_, content); }
  std::expected<Metadata, MetadataFailure> read(std::string_view text) const {
    return Metadata::read(text, std::span(&root_.certificate, 1), today);
  }
  TestIdentity signer(Algorithm algorithm, std::string_view host) const {
    return issue({.subject = {{"CN", "Metadata"}},
                  .key = TestKey(algorithm),
                  .issuer = &intermediate_,
                  .extensions = {host_name(host)}});
  }

  const Uuid aaguid_ = Uuid::from_bytes("model-with-16-by");
  TestIdentity root_ = make_authority("Public root");
  TestIdentity intermediate_ = make_authority("Public intermediate", &root_);
  TestIdentity signer_ = signer(Algorithm::rs256, "mds.fidoalliance.org");
  TestIdentity maker_ = make_authority("Maker");
};

TEST_F(Blobs, TellModelsRootsAndReports) {
  auto u2f = entry(aaguid_, maker_.certificate);
  u2f.erase("aaguid");
  u2f["attestationCertificateKeyIdentifiers"] =
      json::array{"ABCDEF0123456789abcdef0123456789abcdef01"};
  const auto text = blob(payload(
      {entry(aaguid_, maker_.certificate,
             json::array{{{"status", "FIDO_CERTIFIED_L1"}, {"effectiveDate", "2020-02-03"}}}),
       u2f}));
  const auto metadata = read("\t" + text + " ");
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->number(), 77);
  EXPECT_EQ(metadata->next_update(), parse_rfc3339("2031-01-31T00:00:00Z"));
  EXPECT_EQ(metadata->size(), 2U);
  const auto* found = metadata->find(aaguid_);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->description, "Model");
  ASSERT_EQ(found->roots.size(), 1U);
  EXPECT_EQ(found->roots[0].der(), maker_.certificate.der());
  ASSERT_EQ(found->reports.size(), 1U);
  EXPECT_EQ(found->reports[0].status, "FIDO_CERTIFIED_L1");
  EXPECT_FALSE(found->compromised(today));
  EXPECT_EQ(metadata->find(Uuid{}), nullptr);
  EXPECT_NE(metadata->find_u2f("abcdef0123456789abcdef0123456789abcdef01"), nullptr);
  EXPECT_EQ(metadata->find_u2f("00"), nullptr);
}

TEST_F(Blobs, MustBeSignedByTheAlliance) {
  const auto content = payload({});
  EXPECT_TRUE(read(blob(content)));
  EXPECT_TRUE(read(blob(signer(Algorithm::es256, "mds.fidoalliance.org"), content, "ES256")));
  EXPECT_EQ(read(blob(signer(Algorithm::rs256, "evil.example"), content)).error(),
            MetadataFailure::untrusted);
  EXPECT_EQ(read(blob(signer(Algorithm::rs256, "*.fidoalliance.org"), content)).error(),
            MetadataFailure::untrusted);
  const auto self_signed =
      issue({.key = TestKey(Algorithm::rs256), .extensions = {host_name("mds.fidoalliance.org")}});
  EXPECT_EQ(read(blob(self_signed, content)).error(), MetadataFailure::untrusted);
  const std::vector<Certificate> no_roots;
  EXPECT_EQ(Metadata::read(blob(content), no_roots, today).error(), MetadataFailure::untrusted);
  EXPECT_EQ(Metadata::read(blob(content), std::span(&root_.certificate, 1),
                           from_unix_seconds(4'100'000'000))
                .error(),
            MetadataFailure::untrusted);
}

TEST_F(Blobs, RefuseConfusedAlgorithmsAndDamage) {
  const auto content = payload({});
  for (const auto* algorithm : {"ES256", "none", "HS256", "PS256", "rs256", ""}) {
    EXPECT_EQ(read(blob(signer_, content, algorithm)).error(), MetadataFailure::wrong_signature);
  }
  const auto text = blob(content);
  const auto last_dot = text.rfind('.');
  EXPECT_EQ(read(text.substr(0, last_dot + 1)).error(), MetadataFailure::wrong_signature);
  auto other = blob(payload({entry(aaguid_, maker_.certificate)}));
  other.replace(other.rfind('.'), std::string::npos, text.substr(last_dot));
  EXPECT_EQ(read(other).error(), MetadataFailure::wrong_signature);
  for (const auto& bad : {std::string(), std::string("a.b.c"), text + ".", "x" + text + "=",
                          text.substr(text.find('.'))}) {
    EXPECT_EQ(read(bad).error(), MetadataFailure::malformed) << bad.size();
  }
}

TEST_F(Blobs, RefuseMissingMembers) {
  for (const auto* member : {"no", "nextUpdate", "entries"}) {
    auto content = payload({});
    content.erase(member);
    EXPECT_EQ(read(blob(content)).error(), MetadataFailure::malformed) << member;
    content[member] = true;
    EXPECT_EQ(read(blob(content)).error(), MetadataFailure::malformed) << member;
  }
  EXPECT_EQ(read(blob(payload({1}))).error(), MetadataFailure::malformed);
}

TEST_F(Blobs, DecideRegistrations) {
  Authenticator device;
  const auto leaf = issue({.issuer = &maker_});
  const auto statement = [&](const TestIdentity& signer) {
    return cbor_map({{cbor_text("alg"), cbor(-7)},
                     {cbor_text("sig"), cbor_bytes(signer.key.sign(device.to_sign(true)))},
                     {cbor_text("x5c"), cbor_array({cbor_bytes(signer.certificate.der())})}});
  };
  const auto refuse = [&](json::array reports, const RegistrationResponse& response) {
    const auto metadata = read(blob(payload({entry(aaguid_, maker_.certificate, reports)})));
    return refusal(device, response, {.metadata = &*metadata});
  };
  const auto attested = device.create("packed", statement(leaf));
  EXPECT_EQ(refuse({}, attested), std::nullopt);
  EXPECT_EQ(refuse({}, device.create()), std::nullopt);
  // Another maker's certificate for this model, although nothing demands trust.
  const auto other_maker = make_authority("Other maker");
  const auto forged = issue({.issuer = &other_maker});
  EXPECT_EQ(refuse({}, device.create("packed", statement(forged))), Failure::attestation_untrusted);
  for (const auto* status : {"REVOKED", "USER_VERIFICATION_BYPASS", "ATTESTATION_KEY_COMPROMISE",
                             "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE"}) {
    const json::array warned{{{"status", status}, {"effectiveDate", "2020-02-03"}},
                             {{"status", "UPDATE_AVAILABLE"}, {"effectiveDate", "2020-03-03"}}};
    EXPECT_EQ(refuse(warned, attested), Failure::authenticator_compromised);
    EXPECT_EQ(refuse(warned, device.create()), Failure::authenticator_compromised);
    EXPECT_EQ(refuse({{{"status", status}}}, attested), Failure::authenticator_compromised);
    EXPECT_EQ(refuse({{{"status", status}, {"effectiveDate", "soon"}}}, attested),
              Failure::authenticator_compromised);
    EXPECT_EQ(refuse({{{"status", status}, {"effectiveDate", "2039-01-01"}}}, attested),
              std::nullopt);
  }
  EXPECT_EQ(refuse({{{"status", "FIDO_CERTIFIED_L2"}}}, attested), std::nullopt);
}

TEST_F(Blobs, KnowU2fDevicesByTheirCertificate) {
  Authenticator device{.aaguid = {}, .flags = 0x01, .count = 0};
  const auto leaf = issue({.subject = {{"CN", "U2F"}}, .issuer = &maker_});
  const auto data = '\0' + crypto::sha256(device.rp_id) +
                    crypto::sha256(device.client_data(device.create_type)) + device.id + '\x04' +
                    device.key.x() + device.key.y();
  const auto response = device.create(
      "fido-u2f", cbor_map({{cbor_text("sig"), cbor_bytes(leaf.key.sign(data))},
                            {cbor_text("x5c"), cbor_array({cbor_bytes(leaf.certificate.der())})}}));
  auto model = entry(aaguid_, maker_.certificate);
  model.erase("aaguid");
  model["attestationCertificateKeyIdentifiers"] =
      json::array{json::string(leaf.certificate.key_identifier())};
  auto metadata = read(blob(payload({model})));
  EXPECT_EQ(refusal(device, response, {.require_trust = true, .metadata = &*metadata}),
            std::nullopt);
  model["statusReports"] = json::array{{{"status", "REVOKED"}}};
  metadata = read(blob(payload({model})));
  EXPECT_EQ(refusal(device, response, {.metadata = &*metadata}),
            Failure::authenticator_compromised);
}

TEST(PemFiles, AreReadWhole) {
  const auto authority = make_authority("Root");
  const auto pem = "-----BEGIN CERTIFICATE-----\n" + [&] {
    auto text = encode_base64(authority.certificate.der());
    for (std::size_t at = 64; at < text.size(); at += 65) text.insert(at, "\n");
    return text;
  }() + "\n-----END CERTIFICATE-----\n";
  EXPECT_EQ(read_pem_certificates("Roots:\n" + pem + "and\n" + pem).size(), 2U);
  EXPECT_EQ(read_pem_certificates(pem)[0].der(), authority.certificate.der());
  auto damaged = pem;
  damaged[100] = '!';
  EXPECT_TRUE(read_pem_certificates(pem + damaged).empty());
  EXPECT_TRUE(read_pem_certificates(pem + pem.substr(0, 100)).empty());
  EXPECT_TRUE(read_pem_certificates("").empty());
}

}  // namespace
}  // namespace gatehouse::webauthn
