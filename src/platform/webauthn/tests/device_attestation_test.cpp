// Attestation by a TPM and by Android's key store.
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {
namespace {

std::string sized(std::string_view bytes) { return big_endian(bytes.size(), 2).append(bytes); }

std::string attribute(std::string_view oid_octets, std::string_view value) {
  return der("\x31", der("\x30", der("\x06", oid_octets) + der("\x0c", value)));
}

// 2.23.133.2.1 to .3: maker, model, version.
std::string device_name(int count = 3) {
  std::string attributes;
  for (int i = 1; i <= count; ++i) {
    attributes += attribute(std::string("\x67\x81\x05\x02") + static_cast<char>(i), "id:414D4400");
  }
  return der("\x30", der("\xa4", der("\x30", attributes)));
}

const TestExtension aik_usage{"2.5.29.37", der("\x30", der("\x06", "\x67\x81\x05\x08\x03"))};

class Tpm : public testing::Test {
 protected:
  static std::string public_area(const TestKey& key, unsigned name_algorithm = 0x000b) {
    const auto start = big_endian(key.algorithm() == Algorithm::rs256 ? 1 : 0x23, 2) +
                       big_endian(name_algorithm, 2) + big_endian(0x00060472, 4) + sized("");
    if (key.algorithm() == Algorithm::rs256) {
      return start + big_endian(0x10, 2) + big_endian(0x14, 2) + big_endian(0x0b, 2) +
             big_endian(2048, 2) + big_endian(0, 4) + sized(key.number(OSSL_PKEY_PARAM_RSA_N));
    }
    return start + big_endian(0x10, 2) + big_endian(0x10, 2) + big_endian(3, 2) +
           big_endian(0x10, 2) + sized(key.x()) + sized(key.y());
  }

  // What a test may change of what the TPM certifies.
  struct Certified {
    std::string area;
    std::string nonce;
    std::uint32_t magic = 0xff544347;
    unsigned type = 0x8017;
    std::string tail{};
  };
  static std::string certify(const Certified& what) {
    const auto name = big_endian(0x000b, 2) + crypto::sha256(what.area);
    return big_endian(what.magic, 4) + big_endian(what.type, 2) + sized("signer") +
           sized(what.nonce) + std::string(17, '\0') + std::string(8, '\0') + sized(name) +
           sized("qualified") + what.tail;
  }
  Certified honest() const {
    return {.area = public_area(device_.key), .nonce = crypto::sha256(device_.to_sign(true))};
  }

  std::string statement(const std::string& info, const std::string& area, const TestIdentity& aik,
                        const std::string& version = "2.0") const {
    return cbor_map({{cbor_text("ver"), cbor_text(version)},
                     {cbor_text("alg"), cbor(static_cast<std::int64_t>(aik.key.algorithm()))},
                     {cbor_text("sig"), cbor_bytes(aik.key.sign(info))},
                     {cbor_text("x5c"), cbor_array({cbor_bytes(aik.certificate.der())})},
                     {cbor_text("certInfo"), cbor_bytes(info)},
                     {cbor_text("pubArea"), cbor_bytes(area)}});
  }
  std::optional<Failure> refuse(const Certified& what) const {
    return refusal(device_, device_.create("tpm", statement(certify(what), what.area, aik_)),
                   policy_);
  }
  std::optional<Failure> refuse(TestCertificate wanted) const {
    wanted.issuer = &root_;
    const auto aik = issue(wanted);
    const auto what = honest();
    return refusal(device_, device_.create("tpm", statement(certify(what), what.area, aik)),
                   policy_);
  }
  TestCertificate aik_certificate(std::vector<TestExtension> extensions = {
                                      aik_usage, {"2.5.29.17", device_name(), true}}) const {
    return {.subject = {},
            .key = TestKey(Algorithm::rs256),
            .issuer = &root_,
            .extensions = std::move(extensions)};
  }

  Authenticator device_;
  TestIdentity root_ = make_authority("TPM");
  TestIdentity aik_ = issue(aik_certificate());
  AttestationPolicy policy_{.require_trust = true,
                            .anchors = {{AttestationFormat::tpm, root_.certificate}}};
};

TEST_F(Tpm, CertifiesThisKeyForThisCeremony) {
  EXPECT_EQ(refuse(honest()), std::nullopt);
  device_.key = TestKey(Algorithm::rs256);
  EXPECT_EQ(refuse(honest()), std::nullopt);
  auto what = honest();
  what.nonce = crypto::sha256(device_.to_sign(false));
  EXPECT_EQ(refuse(what), Failure::attestation_nonce_mismatch);
  for (const auto algorithm : {Algorithm::rs256, Algorithm::es256}) {
    what = honest();
    what.area = public_area(TestKey(algorithm));
    EXPECT_EQ(refuse(what), Failure::attestation_key_mismatch);
  }
}

TEST_F(Tpm, RefusesOtherStructures) {
  const auto invalid = Failure::attestation_tpm_invalid;
  auto what = honest();
  what.magic = 0x00544347;  // not made by the TPM, only signed by it
  EXPECT_EQ(refuse(what), invalid);
  what = honest();
  what.type = 0x8018;  // a quote
  EXPECT_EQ(refuse(what), invalid);
  what = honest();
  what.tail = "x";
  EXPECT_EQ(refuse(what), invalid);
  // Certified was another key than the public area that is shown.
  what = honest();
  auto other = what;
  other.area = public_area(TestKey(Algorithm::es256));
  EXPECT_EQ(
      refusal(device_, device_.create("tpm", statement(certify(other), what.area, aik_)), policy_),
      invalid);
  EXPECT_EQ(
      refusal(device_, device_.create("tpm", statement(certify(what), what.area, aik_, "1.2"))),
      Failure::attestation_statement_malformed);
  const auto whole = certify(what);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(
        refusal(device_, device_.create("tpm", statement(whole.substr(0, size), what.area, aik_))),
        invalid);
  }
  for (std::size_t size = 0; size < what.area.size(); ++size) {
    EXPECT_NE(
        refusal(device_, device_.create("tpm", statement(whole, what.area.substr(0, size), aik_))),
        std::nullopt);
  }
  what = honest();
  what.area = public_area(device_.key, 0x0012);  // SM3
  EXPECT_EQ(refuse(what), invalid);
}

TEST_F(Tpm, WantsAnAttestationIdentityCertificate) {
  const auto unfit = Failure::attestation_certificate_unfit;
  const TestExtension name{"2.5.29.17", device_name(), true};
  EXPECT_EQ(refuse(aik_certificate()), std::nullopt);
  EXPECT_EQ(refuse(aik_certificate({aik_usage})), unfit);
  EXPECT_EQ(refuse(aik_certificate({name})), unfit);
  EXPECT_EQ(refuse(aik_certificate({aik_usage, {"2.5.29.17", device_name(2), true}})), unfit);
  const TestExtension server{"2.5.29.37",
                             der("\x30", der("\x06", "\x2b\x06\x01\x05\x05\x07\x03\x01"))};
  EXPECT_EQ(refuse(aik_certificate({server, name})), unfit);
  auto with_subject = aik_certificate();
  with_subject.subject = {{"CN", "TPM"}};
  EXPECT_EQ(refuse(with_subject), unfit);
  auto authority = aik_certificate();
  authority.ca = true;
  EXPECT_EQ(refuse(authority), unfit);
  const TestExtension other_model{"1.3.6.1.4.1.45724.1.1.4", der("\x04", std::string(16, 'x'))};
  EXPECT_EQ(refuse(aik_certificate({aik_usage, name, other_model})),
            Failure::attestation_aaguid_mismatch);
}

TEST_F(Tpm, TakesSha1OnlyWhereTold) {
  auto what = honest();
  what.nonce = crypto::sha1(device_.to_sign(true));
  const auto info = certify(what);
  const auto with_signer = [&](const TestKey& signer) {
    return device_.create(
        "tpm", cbor_map({{cbor_text("ver"), cbor_text("2.0")},
                         {cbor_text("alg"), cbor(-65535)},
                         {cbor_text("sig"), cbor_bytes(signer.sign(info, EVP_sha1()))},
                         {cbor_text("x5c"), cbor_array({cbor_bytes(aik_.certificate.der())})},
                         {cbor_text("certInfo"), cbor_bytes(info)},
                         {cbor_text("pubArea"), cbor_bytes(what.area)}}));
  };
  EXPECT_EQ(refusal(device_, with_signer(aik_.key), policy_),
            Failure::attestation_algorithm_mismatch);
  policy_.accept_sha1_tpm = true;
  EXPECT_EQ(refusal(device_, with_signer(aik_.key), policy_), std::nullopt);
  EXPECT_EQ(refusal(device_, with_signer(TestKey(Algorithm::rs256)), policy_),
            Failure::attestation_signature_invalid);
}

class AndroidKey : public testing::Test {
 protected:
  static std::string number(int value) {
    return der("\x02", std::string(1, static_cast<char>(value)));
  }
  static std::string purpose(std::initializer_list<int> purposes) {
    std::string set;
    for (const int one : purposes) set += number(one);
    return der("\xa1", der("\x31", set));
  }
  static std::string origin(int value) { return der("\xbf\x85\x3e", number(value)); }
  static std::string all_applications() { return der("\xbf\x84\x58", der("\x05", "")); }
  static std::string level(int value) {
    return der("\x0a", std::string(1, static_cast<char>(value)));
  }

  struct Description {
    std::string software{};
    std::string hardware = purpose({2}) + origin(0);
    int security_level = 1;
    std::optional<std::string> challenge{};
    std::string tail{};
  };
  std::optional<Failure> refuse(const Description& what, AndroidKeyRule rule,
                                const TestKey* key = nullptr) {
    const auto hash = crypto::sha256(device_.client_data(device_.create_type));
    const auto extension =
        der("\x30", number(3) + level(what.security_level) + number(4) + level(1) +
                        der("\x04", what.challenge.value_or(hash)) + der("\x04", "") +
                        der("\x30", what.software) + der("\x30", what.hardware) + what.tail);
    const auto leaf = issue({.subject = {{"CN", "Android Keystore Key"}},
                             .key = key != nullptr ? *key : device_.key,
                             .issuer = &root_,
                             .ca = std::nullopt,
                             .extensions = {{"1.3.6.1.4.1.11129.2.1.17", extension}}});
    const auto statement =
        cbor_map({{cbor_text("alg"), cbor(-7)},
                  {cbor_text("sig"), cbor_bytes(leaf.key.sign(device_.to_sign(true)))},
                  {cbor_text("x5c"), cbor_array({cbor_bytes(leaf.certificate.der())})}});
    policy_.android_key = rule;
    return refusal(device_, device_.create("android-key", statement), policy_);
  }

  Authenticator device_;
  TestIdentity root_ = make_authority("Android");
  AttestationPolicy policy_{.require_trust = true,
                            .anchors = {{AttestationFormat::android_key, root_.certificate}}};
};

TEST_F(AndroidKey, CertifiesThisKeyForThisCeremony) {
  EXPECT_EQ(refuse({}, AndroidKeyRule::hardware), std::nullopt);
  EXPECT_EQ(refuse({.hardware = purpose({2, 3}) + origin(0)}, AndroidKeyRule::hardware),
            std::nullopt);
  const TestKey other(Algorithm::es256);
  EXPECT_EQ(refuse({}, AndroidKeyRule::hardware, &other), Failure::attestation_key_mismatch);
  EXPECT_EQ(refuse({.challenge = std::string(32, 'c')}, AndroidKeyRule::hardware),
            Failure::attestation_nonce_mismatch);
  EXPECT_EQ(refuse({.tail = der("\x04", "")}, AndroidKeyRule::hardware),
            Failure::attestation_certificate_unfit);
}

TEST_F(AndroidKey, MustBeMadeInTheDeviceForSigningByThisAppOnly) {
  const auto unprotected = Failure::attestation_android_key_unprotected;
  const auto good = purpose({2}) + origin(0);
  for (const auto rule :
       {AndroidKeyRule::hardware, AndroidKeyRule::any_enforcer, AndroidKeyRule::unstated}) {
    EXPECT_EQ(refuse({.hardware = good + all_applications()}, rule), unprotected);
    EXPECT_EQ(refuse({.software = all_applications()}, rule), unprotected);
    EXPECT_EQ(refuse({.hardware = purpose({2}) + origin(2)}, rule), unprotected);
    EXPECT_EQ(refuse({.hardware = purpose({0, 2}) + origin(0)}, rule), unprotected);
    EXPECT_EQ(refuse({.software = origin(1)}, rule), unprotected);
  }
  EXPECT_EQ(refuse({.software = good, .hardware = ""}, AndroidKeyRule::hardware), unprotected);
  EXPECT_EQ(refuse({.software = good, .hardware = ""}, AndroidKeyRule::any_enforcer), std::nullopt);
  EXPECT_EQ(refuse({.hardware = origin(0)}, AndroidKeyRule::hardware), unprotected);
  EXPECT_EQ(refuse({.hardware = origin(0)}, AndroidKeyRule::any_enforcer), unprotected);
  EXPECT_EQ(refuse({.hardware = purpose({2})}, AndroidKeyRule::any_enforcer), unprotected);
  EXPECT_EQ(refuse({.hardware = ""}, AndroidKeyRule::unstated), std::nullopt);
  EXPECT_EQ(refuse({.security_level = 0}, AndroidKeyRule::hardware), unprotected);
}

TEST_F(AndroidKey, RefusesCrookedDer) {
  for (const auto& list :
       {std::string("\x02"), std::string("\xa1\x80\x00\x00", 4),
        std::string("\xbf\x80\x3e\x03\x02\x01\x00", 7), std::string("\xa1\x81\x03\x31\x01\x00", 6),
        std::string("\xbf\x85\x3e\x04\x02\x02\x00\x00", 8), std::string("\xa1\xff")}) {
    EXPECT_EQ(refuse({.hardware = list}, AndroidKeyRule::unstated),
              Failure::attestation_certificate_unfit)
        << encode_hex(list);
  }
}

}  // namespace
}  // namespace gatehouse::webauthn
