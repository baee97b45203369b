// A test's own FIDO alliance: signs lists of models, and makes statements of makers.
#pragma once

#include <string>
#include <vector>

#include <boost/json/serialize.hpp>

#include <gatehouse/platform/webauthn/metadata.hpp>
#include <gatehouse/test/webauthn/authenticator.hpp>

namespace gatehouse::webauthn {

inline std::string pem(const Certificate& certificate) {
  return "-----BEGIN CERTIFICATE-----\n" + encode_base64(certificate.der()) +
         "\n-----END CERTIFICATE-----\n";
}

/// One model in a list, with at most one report on it.
struct Model {
  Uuid aaguid;
  std::string description;
  Certificate root;
  std::string status = "FIDO_CERTIFIED_L1";
  std::string effective = "2020-01-31";
};

class Alliance {
 public:
  const Certificate& root() const { return root_.certificate; }

  /// The signed list.
  std::string blob(const std::vector<Model>& models, std::string_view next_update) const {
    boost::json::array entries;
    for (const auto& model : models) {
      entries.push_back(
          {{"aaguid", model.aaguid.text()},
           {"metadataStatement",
            {{"description", model.description},
             {"attestationRootCertificates",
              boost::json::array{boost::json::string(encode_base64(model.root.der()))}}}},
           {"statusReports", {{{"status", model.status}, {"effectiveDate", model.effective}}}}});
    }
    const boost::json::object payload{
        {"no", 77}, {"nextUpdate", next_update}, {"entries", std::move(entries)}};
    const boost::json::object header{
        {"alg", "RS256"},
        {"typ", "JWT"},
        {"x5c", boost::json::array{boost::json::string(encode_base64(signer_.certificate.der()))}}};
    const auto data = encode_base64url(boost::json::serialize(header)) + '.' +
                      encode_base64url(boost::json::serialize(payload));
    return data + '.' + encode_base64url(signer_.key.sign(data));
  }

 private:
  TestIdentity root_ = make_authority("Public root");
  TestIdentity signer_ =
      issue({.subject = {{"CN", "Metadata"}},
             .key = TestKey(Algorithm::rs256),
             .issuer = &root_,
             .extensions = {{"2.5.29.17", der("\x30", der("\x82", fido_metadata_host))}}});
};

/// A packed statement on `device`, by a certificate that `maker` signs.
inline std::string packed_statement(const Authenticator& device, const TestIdentity& maker) {
  const auto leaf = issue({.issuer = &maker});
  return cbor_map({{cbor_text("alg"), cbor(static_cast<std::int64_t>(Algorithm::es256))},
                   {cbor_text("sig"), cbor_bytes(leaf.key.sign(device.to_sign(true)))},
                   {cbor_text("x5c"), cbor_array({cbor_bytes(leaf.certificate.der())})}});
}

/// An Apple statement on `device`: a certificate for its key and this ceremony, that `maker` signs.
inline std::string apple_statement(const Authenticator& device, const TestIdentity& maker) {
  const auto nonce = crypto::sha256(device.to_sign(true));
  const auto leaf = issue(
      {.subject = {{"CN", "Credential"}},
       .key = device.key,
       .issuer = &maker,
       .extensions = {{"1.2.840.113635.100.8.2", der("\x30", der("\xa1", der("\x04", nonce)))}}});
  return cbor_map({{cbor_text("x5c"), cbor_array({cbor_bytes(leaf.certificate.der())})}});
}

}  // namespace gatehouse::webauthn
