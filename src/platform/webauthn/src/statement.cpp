#include "statement.hpp"

#include <openssl/x509.h>

#include <gatehouse/platform/crypto/openssl.hpp>

#include "signature.hpp"

namespace gatehouse::webauthn {
namespace {

constexpr std::size_t max_certificates = 8;

}  // namespace

bool has_members(const CborValue& map, std::initializer_list<std::string_view> required,
                 std::string_view optional) {
  for (const auto name : required) {
    if (map.find(name) == nullptr) return false;
  }
  const bool has_optional = !optional.empty() && map.find(optional) != nullptr;
  return map.map_size() == required.size() + (has_optional ? 1 : 0);
}

std::string_view bytes_member(const CborValue& map, std::string_view name) {
  return map.find(name)->bytes().value_or("");
}

Outcome<std::vector<Certificate>> x5c_of(const CborValue& map) {
  constexpr auto malformed = std::unexpected(Failure::attestation_statement_malformed);
  const auto& items = map.find("x5c")->items();
  if (map.find("x5c")->kind() != CborValue::Kind::array || items.empty() ||
      items.size() > max_certificates) {
    return malformed;
  }
  std::vector<Certificate> certificates;
  for (const auto& item : items) {
    auto certificate = Certificate::from_der(item.bytes().value_or(""));
    if (!certificate) return malformed;
    certificates.push_back(std::move(*certificate));
  }
  return certificates;
}

Check check_signature(const CborValue& map, const Certificate& certificate, std::string_view data) {
  const auto number = map.find("alg")->integer();
  const auto algorithm = number ? find_algorithm(*number) : std::nullopt;
  const crypto::ErrorQueueGuard guard;
  auto* key = X509_get0_pubkey(certificate.get());
  if (!algorithm || !is_key_for(key, *algorithm)) {
    return Failure::attestation_algorithm_mismatch;
  }
  if (!is_signed_by(key, *algorithm, data, bytes_member(map, "sig"))) {
    return Failure::attestation_signature_invalid;
  }
  return std::nullopt;
}

bool is_certificate_of(const Certificate& certificate, const CoseKey& key) {
  const crypto::ErrorQueueGuard guard;
  const auto* attested = X509_get0_pubkey(certificate.get());
  return attested != nullptr && EVP_PKEY_eq(attested, key.get()) == 1;
}

}  // namespace gatehouse::webauthn
