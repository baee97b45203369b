#include <gatehouse/platform/webauthn/authenticator_data.hpp>

#include <gatehouse/platform/webauthn/response.hpp>

#include "big_endian.hpp"

namespace gatehouse::webauthn {
namespace {

constexpr std::uint64_t flag_user_present = 0x01;
constexpr std::uint64_t flag_user_verified = 0x04;
constexpr std::uint64_t flag_backup_eligible = 0x08;
constexpr std::uint64_t flag_backup_state = 0x10;
constexpr std::uint64_t flag_attested = 0x40;
constexpr std::uint64_t flag_extensions = 0x80;
constexpr std::uint64_t reserved_flags = 0x22;

constexpr auto malformed = std::unexpected(Failure::authenticator_data_malformed);

bool has_text_keys(const CborValue& map) {
  for (std::size_t i = 0; i < map.items().size(); i += 2) {
    if (!map.items()[i].text()) return false;
  }
  return true;
}

Outcome<AttestedCredential> take_credential(BigEndianReader& reader) {
  const auto aaguid = reader.take(16);
  const auto id_size = reader.number(2);
  if (!id_size) return malformed;
  if (*id_size > max_credential_id_bytes) return std::unexpected(Failure::credential_id_too_long);
  const auto id = reader.take(*id_size);
  if (!id || id->empty()) return malformed;
  const auto before = reader.rest();
  auto after = before;
  const auto key = CborValue::take(after, CborForm::canonical);
  if (!key || key->kind() != CborValue::Kind::map) {
    return std::unexpected(Failure::public_key_malformed);
  }
  const auto public_key = reader.take(before.size() - after.size());
  return AttestedCredential{
      .aaguid = Uuid::from_bytes(*aaguid), .id = *id, .public_key = *public_key};
}

}  // namespace

Outcome<AuthenticatorData> AuthenticatorData::parse(std::string_view bytes) {
  BigEndianReader reader(bytes);
  const auto rp_id_hash = reader.take(32);
  const auto flags = reader.number(1);
  const auto sign_count = reader.number(4);
  if (!sign_count || (*flags & reserved_flags) != 0) return malformed;
  AuthenticatorData data{.rp_id_hash = *rp_id_hash,
                         .user_present = (*flags & flag_user_present) != 0,
                         .user_verified = (*flags & flag_user_verified) != 0,
                         .backup_eligible = (*flags & flag_backup_eligible) != 0,
                         .backup_state = (*flags & flag_backup_state) != 0,
                         .sign_count = static_cast<std::uint32_t>(*sign_count)};
  if ((*flags & flag_attested) != 0) {
    const auto credential = take_credential(reader);
    if (!credential) return std::unexpected(credential.error());
    data.credential = *credential;
  }
  if ((*flags & flag_extensions) != 0) {
    data.extensions = CborValue::parse(reader.rest(), CborForm::canonical);
    if (!data.extensions || data.extensions->kind() != CborValue::Kind::map ||
        !has_text_keys(*data.extensions)) {
      return malformed;
    }
  } else if (!reader.rest().empty()) {
    return malformed;
  }
  return data;
}

Outcome<AttestationObject> AttestationObject::parse(std::string_view bytes) {
  const auto map = CborValue::parse(bytes, CborForm::any_order);
  constexpr auto failure = std::unexpected(Failure::attestation_object_malformed);
  if (!map || map->map_size() != 3) return failure;
  const auto* format = map->find("fmt");
  const auto* statement = map->find("attStmt");
  const auto* data = map->find("authData");
  if (format == nullptr || !format->text() || statement == nullptr ||
      statement->kind() != CborValue::Kind::map || data == nullptr || !data->bytes()) {
    return failure;
  }
  return AttestationObject{
      .format = *format->text(), .statement = *statement, .authenticator_data = *data->bytes()};
}

}  // namespace gatehouse::webauthn
