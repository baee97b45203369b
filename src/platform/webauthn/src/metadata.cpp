#include <gatehouse/platform/webauthn/metadata.hpp>

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>
#include <openssl/ecdsa.h>
#include <openssl/x509.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

#include "signature.hpp"

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

constexpr std::size_t max_header_bytes = 64 * 1024;
constexpr std::size_t max_certificates = 8;

template <class Predicate>
std::string without(std::string_view text, Predicate is_left_out) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [&](char byte) { return !is_left_out(byte); });
  return out;
}

std::string_view text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

const json::array& array_of(const json::object& object, std::string_view name) {
  static const json::array nothing;
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : nothing;
}

// The strings of an array; others are left out.
std::vector<std::string> texts_of(const json::object& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const auto& one : array_of(object, name)) {
    if (one.is_string()) texts.emplace_back(one.get_string());
  }
  return texts;
}

// A day as in "2026-01-31".
std::optional<Timestamp> parse_day(std::string_view text) {
  return parse_rfc3339(std::string(text) + "T00:00:00Z");
}

// The published file breaks some certificates into lines.
std::optional<Certificate> parse_certificate(std::string_view base64) {
  const auto der = decode_base64(without(base64, [](char byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
  }));
  return der ? Certificate::from_der(*der) : std::nullopt;
}

MetadataEntry parse_entry(const json::object& object) {
  MetadataEntry entry{.key_identifiers = texts_of(object, "attestationCertificateKeyIdentifiers")};
  for (auto& identifier : entry.key_identifiers) identifier = ascii_lower(identifier);
  entry.aaguid = Uuid::parse(text_of(object, "aaguid"));
  if (const auto* value = object.if_contains("metadataStatement"); value && value->is_object()) {
    const auto& statement = value->get_object();
    entry.description = text_of(statement, "description");
    for (const auto& text : texts_of(statement, "attestationRootCertificates")) {
      if (auto root = parse_certificate(text)) entry.roots.push_back(std::move(*root));
    }
  }
  for (const auto& value : array_of(object, "statusReports")) {
    if (!value.is_object()) continue;
    const auto& report = value.get_object();
    entry.reports.push_back({.status = std::string(text_of(report, "status")),
                             .effective = parse_day(text_of(report, "effectiveDate"))});
  }
  return entry;
}

// RFC 7518 section 3.4: r‖s, where OpenSSL takes DER.
std::string ecdsa_der(std::string_view raw) {
  constexpr int half = 32;
  if (raw.size() != 2 * half) return {};
  const crypto::Handle<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(crypto::bytes(raw), half, nullptr),
                 BN_bin2bn(crypto::bytes(raw) + half, half, nullptr));
  unsigned char* out = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &out);
  const crypto::Handle<unsigned char, [](void* memory) { OPENSSL_free(memory); }> owned(out);
  return {reinterpret_cast<char*>(out), static_cast<std::size_t>(size)};
}

bool is_jwt_signed_by(const Certificate& certificate, std::string_view algorithm,
                      std::string_view data, const std::string& signature) {
  auto* key = X509_get0_pubkey(certificate.get());
  if (algorithm == "RS256") {
    return is_key_for(key, Algorithm::rs256) &&
           is_signed_by(key, Algorithm::rs256, data, signature);
  }
  return algorithm == "ES256" && is_key_for(key, Algorithm::es256) &&
         is_signed_by(key, Algorithm::es256, data, ecdsa_der(signature));
}

// The payload of a JWT whose x5c leads to a root (RFC 7515 section 4.1.6).
std::expected<std::string, MetadataFailure> open(std::string_view blob,
                                                 std::span<const Certificate> roots, Timestamp now,
                                                 std::string_view host) {
  constexpr auto malformed = std::unexpected(MetadataFailure::malformed);
  const auto parts = split(trim(blob), '.');
  if (parts.size() != 3 || parts[0].size() > max_header_bytes) return malformed;
  const auto header_text = decode_base64url(parts[0]);
  auto payload = decode_base64url(parts[1]);
  const auto signature = decode_base64url(parts[2]);
  const auto header = header_text ? crypto::parse_strict_json(*header_text) : std::nullopt;
  if (!payload || !signature || !header || !header->is_object()) return malformed;
  std::vector<Certificate> chain;
  for (const auto& text : texts_of(header->get_object(), "x5c")) {
    auto certificate = parse_certificate(text);
    if (!certificate || chain.size() == max_certificates) return malformed;
    chain.push_back(std::move(*certificate));
  }
  if (chain.empty() || header->get_object().contains("crit")) return malformed;
  if (!leads_to_anchor(chain, roots, now, std::string(host))) {
    return std::unexpected(MetadataFailure::untrusted);
  }
  const auto signed_part = parts[0].data();
  const std::string_view data(signed_part, parts[0].size() + 1 + parts[1].size());
  if (!is_jwt_signed_by(chain[0], text_of(header->get_object(), "alg"), data, *signature)) {
    return std::unexpected(MetadataFailure::wrong_signature);
  }
  return std::move(*payload);
}

}  // namespace

bool MetadataEntry::compromised(Timestamp now) const {
  constexpr std::array<std::string_view, 5> warnings{
      "REVOKED", "USER_VERIFICATION_BYPASS", "ATTESTATION_KEY_COMPROMISE",
      "USER_KEY_REMOTE_COMPROMISE", "USER_KEY_PHYSICAL_COMPROMISE"};
  return std::ranges::any_of(reports, [&](const StatusReport& report) {
    return std::ranges::find(warnings, report.status) != warnings.end() &&
           report.effective.value_or(now) <= now;
  });
}

std::expected<Metadata, MetadataFailure> Metadata::read(std::string_view blob,
                                                        std::span<const Certificate> roots,
                                                        Timestamp now, std::string_view host) {
  if (blob.size() > max_metadata_bytes) return std::unexpected(MetadataFailure::too_large);
  const auto payload = open(blob, roots, now, host);
  if (!payload) return std::unexpected(payload.error());
  boost::system::error_code error;
  const auto value = json::parse(*payload, error);
  if (error || !value.is_object()) return std::unexpected(MetadataFailure::malformed);
  const auto& object = value.get_object();
  const auto* number = object.if_contains("no");
  const auto next_update = parse_day(text_of(object, "nextUpdate"));
  const auto* entries = object.if_contains("entries");
  if (number == nullptr || !number->is_int64() || !next_update || entries == nullptr ||
      !entries->is_array()) {
    return std::unexpected(MetadataFailure::malformed);
  }
  Metadata metadata;
  metadata.number_ = number->get_int64();
  metadata.next_update_ = *next_update;
  for (const auto& one : entries->get_array()) {
    if (!one.is_object()) return std::unexpected(MetadataFailure::malformed);
    const auto& entry = metadata.entries_.emplace_back(parse_entry(one.get_object()));
    const auto place = metadata.entries_.size() - 1;
    if (entry.aaguid && *entry.aaguid != Uuid{}) metadata.by_aaguid_.emplace(*entry.aaguid, place);
    for (const auto& identifier : entry.key_identifiers) {
      metadata.by_key_identifier_.emplace(identifier, place);
    }
  }
  return metadata;
}

const MetadataEntry* Metadata::find(const Uuid& aaguid) const noexcept {
  const auto found = by_aaguid_.find(aaguid);
  return found != by_aaguid_.end() ? &entries_[found->second] : nullptr;
}

const MetadataEntry* Metadata::find_u2f(std::string_view key_identifier) const noexcept {
  const auto found = by_key_identifier_.find(key_identifier);
  return found != by_key_identifier_.end() ? &entries_[found->second] : nullptr;
}

}  // namespace gatehouse::webauthn
