// X.509 certificates as values: roots that policy trusts, and those that attestations bring.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/base/clock.hpp>

typedef struct x509_st X509;

namespace gatehouse::webauthn {

/// Cheap to copy; safe to use from several threads.
class Certificate {
 public:
  /// Exactly one DER certificate of at most 16 KiB without bytes behind it; empty for anything else.
  static std::optional<Certificate> from_der(std::string_view der);

  std::string der() const;
  /// Lower-case hexadecimal SHA-1 of the public key (RFC 5280 section 4.2.1.2 method 1): how FIDO metadata names U2F
  /// attestation certificates.
  std::string key_identifier() const;
  X509* get() const noexcept { return x509_.get(); }

 private:
  explicit Certificate(std::shared_ptr<X509> x509) : x509_(std::move(x509)) {}
  std::shared_ptr<X509> x509_;
};

/// Every certificate of a PEM text, in its order; text between them is skipped. Empty when one of them is damaged or
/// when there is none.
std::vector<Certificate> read_pem_certificates(std::string_view pem);

/// True when chain[0] is one of `anchors`, or leads to one over the other certificates of `chain` in any order: names,
/// signatures, validity at `now`, CA flags, and at least 112 bits of strength (no RSA under 2048 bits, no SHA-1 below
/// the anchor). An anchor may be an intermediate. With `host`, chain[0] must be for that DNS name. Revocation lists are
/// not asked: FIDO metadata says what is compromised.
bool leads_to_anchor(std::span<const Certificate> chain, std::span<const Certificate> anchors,
                     Timestamp now, const std::string& host = {});

}  // namespace gatehouse::webauthn
