// Section 8.4, Android key attestation, and section 8.8, Apple anonymous attestation: both certify the credential's own
// key.
#include <set>

#include <gatehouse/platform/crypto/digest.hpp>

#include "certificate_fields.hpp"
#include "der.hpp"
#include "statement.hpp"

namespace gatehouse::webauthn {
namespace {

constexpr const char* oid_android_key = "1.3.6.1.4.1.11129.2.1.17";
constexpr const char* oid_apple_nonce = "1.2.840.113635.100.8.2";
constexpr auto malformed = std::unexpected(Failure::attestation_statement_malformed);
constexpr auto unfit = std::unexpected(Failure::attestation_certificate_unfit);

// Of Android's AuthorizationList, what section 8.4 asks for.
struct Authorizations {
  std::set<std::uint32_t> purposes{};
  std::optional<std::uint32_t> origin{};
  bool all_applications = false;
};

struct KeyDescription {
  std::uint32_t security_level = 0;
  std::string_view challenge;
  Authorizations software;
  Authorizations hardware;
};

// Tags of AuthorizationList and the values of KeyMint's enumerations.
constexpr std::uint32_t tag_purpose = 1;
constexpr std::uint32_t tag_all_applications = 600;
constexpr std::uint32_t tag_origin = 702;
constexpr std::uint32_t origin_generated = 0;
constexpr std::uint32_t purpose_sign = 2;
constexpr std::uint32_t purpose_verify = 3;

std::optional<Authorizations> parse_authorizations(std::string_view contents) {
  Authorizations list;
  DerReader reader(contents);
  while (!reader.at_end()) {
    const auto item = reader.next();
    if (!item) return std::nullopt;
    DerReader inner(item->contents);
    if (item->is(der_context(tag_all_applications))) {
      list.all_applications = true;
    } else if (item->is(der_context(tag_origin))) {
      const auto value = inner.next(der_integer);
      list.origin = value ? value->small_number() : std::nullopt;
      if (!list.origin) return std::nullopt;
    } else if (item->is(der_context(tag_purpose))) {
      const auto set = inner.next(der_set);
      if (!set) return std::nullopt;
      DerReader purposes(set->contents);
      while (!purposes.at_end()) {
        const auto one = purposes.next(der_integer);
        const auto number = one ? one->small_number() : std::nullopt;
        if (!number) return std::nullopt;
        list.purposes.insert(*number);
      }
    }
  }
  return list;
}

// KeyDescription of Android's key attestation: versions and levels, challenge, unique id, two lists.
std::optional<KeyDescription> parse_key_description(std::string_view extension) {
  DerReader outer(extension);
  const auto sequence = outer.next(der_sequence);
  if (!sequence || !outer.at_end()) return std::nullopt;
  DerReader reader(sequence->contents);
  const auto version = reader.next(der_integer);
  const auto level = reader.next(der_enumerated);
  const auto key_version = reader.next(der_integer);
  const auto key_level = reader.next(der_enumerated);
  const auto challenge = reader.next(der_octet_string);
  const auto unique_id = reader.next(der_octet_string);
  const auto software = reader.next(der_sequence);
  const auto hardware = reader.next(der_sequence);
  if (!version || !level || !level->small_number() || !key_version || !key_level || !challenge ||
      !unique_id || !software || !hardware || !reader.at_end()) {
    return std::nullopt;
  }
  auto software_list = parse_authorizations(software->contents);
  auto hardware_list = parse_authorizations(hardware->contents);
  if (!software_list || !hardware_list) return std::nullopt;
  return KeyDescription{.security_level = *level->small_number(),
                        .challenge = challenge->contents,
                        .software = std::move(*software_list),
                        .hardware = std::move(*hardware_list)};
}

// What is said is right: made in the device, for signatures.
bool is_harmless(const Authorizations& list) {
  if (list.origin && *list.origin != origin_generated) return false;
  for (const auto purpose : list.purposes) {
    if (purpose != purpose_sign && purpose != purpose_verify) return false;
  }
  return true;
}

bool is_protected(const KeyDescription& key, AndroidKeyRule rule) {
  const auto& software = key.software;
  const auto& hardware = key.hardware;
  if (software.all_applications || hardware.all_applications || !is_harmless(software) ||
      !is_harmless(hardware)) {
    return false;
  }
  const auto states_all = [](const Authorizations& list) {
    return list.origin && list.purposes.contains(purpose_sign);
  };
  switch (rule) {
    case AndroidKeyRule::hardware:
      return key.security_level > 0 && states_all(hardware);
    case AndroidKeyRule::any_enforcer:
      return (hardware.origin || software.origin) &&
             (hardware.purposes.contains(purpose_sign) || software.purposes.contains(purpose_sign));
    case AndroidKeyRule::unstated:
      return true;
  }
  return false;
}

}  // namespace

Outcome<Attestation> verify_android_key(const Statement& statement) {
  if (!has_members(statement.members, {"alg", "sig", "x5c"})) return malformed;
  auto path = x5c_of(statement.members);
  if (!path) return std::unexpected(path.error());
  const auto& leaf = path->front();
  if (const auto failed = check_signature(statement.members, leaf, statement.signed_data())) {
    return std::unexpected(*failed);
  }
  if (!is_certificate_of(leaf, statement.key)) {
    return std::unexpected(Failure::attestation_key_mismatch);
  }
  const auto extension = extension_of(leaf, oid_android_key);
  if (!extension || !*extension) return unfit;
  const auto description = parse_key_description((*extension)->value);
  if (!description) return unfit;
  if (description->challenge != statement.client_data_hash) {
    return std::unexpected(Failure::attestation_nonce_mismatch);
  }
  if (!is_protected(*description, statement.policy.android_key)) {
    return std::unexpected(Failure::attestation_android_key_unprotected);
  }
  return Attestation{.format = AttestationFormat::android_key,
                     .type = AttestationType::certified,
                     .trust_path = std::move(*path)};
}

// Apple's devices have added alg to x5c, which signs nothing and is not read.
Outcome<Attestation> verify_apple(const Statement& statement) {
  if (!has_members(statement.members, {"x5c"}, "alg")) return malformed;
  auto path = x5c_of(statement.members);
  if (!path) return std::unexpected(path.error());
  const auto& leaf = path->front();
  const auto extension = extension_of(leaf, oid_apple_nonce);
  if (!extension || !*extension) return unfit;
  DerReader outer((*extension)->value);
  const auto sequence = outer.next(der_sequence);
  DerReader inner(sequence ? sequence->contents : "");
  const auto tagged = inner.next(der_context(1));
  DerReader content(tagged ? tagged->contents : "");
  const auto nonce = content.next(der_octet_string);
  if (!nonce || !outer.at_end() || !inner.at_end() || !content.at_end()) return unfit;
  if (nonce->contents != crypto::sha256(statement.signed_data())) {
    return std::unexpected(Failure::attestation_nonce_mismatch);
  }
  if (!is_certificate_of(leaf, statement.key)) {
    return std::unexpected(Failure::attestation_key_mismatch);
  }
  return Attestation{.format = AttestationFormat::apple,
                     .type = AttestationType::anonymous_ca,
                     .trust_path = std::move(*path)};
}

}  // namespace gatehouse::webauthn
