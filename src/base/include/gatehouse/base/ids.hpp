// Identifiers: UUIDv7 (RFC 9562) inside, TypeID text outside ("acct_01h45…": prefix, underscore, 26 characters of
// Crockford base32). Each kind of thing has its own type, so an account's id cannot stand where a session's belongs.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/clock.hpp>

namespace gatehouse {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;

  /// A new UUIDv7: `now` in milliseconds, then random bits.
  static Uuid make(Timestamp now) noexcept;
  /// The millisecond written in a UUIDv7.
  Timestamp time() const noexcept;
  /// 8-4-4-4-12, lower case.
  std::string text() const;
  /// The 16 bytes; valid as long as this object.
  std::string_view view() const noexcept;
  /// From exactly 16 bytes.
  static Uuid from_bytes(std::string_view bytes) noexcept;
  /// The inverse of text(); empty for anything else.
  static std::optional<Uuid> parse(std::string_view text) noexcept;
};

/// Crockford base32 of 128 bits in 26 characters, as the TypeID specification 0.3 has it; parsing refuses upper case.
std::string format_typeid(std::string_view prefix, const Uuid& uuid);
std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text) noexcept;

/// An id of the kind `Tag`, whose `Tag::prefix` stands before the underscore.
template <class Tag>
struct Id {
  Uuid uuid{};

  auto operator<=>(const Id&) const = default;

  static constexpr std::string_view prefix = Tag::prefix;
  static Id make(Timestamp now) noexcept { return Id{Uuid::make(now)}; }
  std::string text() const { return format_typeid(prefix, uuid); }
  static std::optional<Id> parse(std::string_view text) noexcept {
    auto uuid = parse_typeid(prefix, text);
    if (!uuid) return std::nullopt;
    return Id{*uuid};
  }
};

namespace id_tags {
// clang-format off
struct Account { static constexpr std::string_view prefix = "acct"; };
struct Session { static constexpr std::string_view prefix = "sess"; };
struct Device { static constexpr std::string_view prefix = "dev"; };
struct RefreshToken { static constexpr std::string_view prefix = "rt"; };
struct Registration { static constexpr std::string_view prefix = "reg"; };
struct SignInAttempt { static constexpr std::string_view prefix = "sia"; };
struct SecurityEvent { static constexpr std::string_view prefix = "sev"; };
struct AuditEntry { static constexpr std::string_view prefix = "aud"; };
struct OutboxEvent { static constexpr std::string_view prefix = "evt"; };
struct Delivery { static constexpr std::string_view prefix = "dlv"; };
struct SecurityProfile { static constexpr std::string_view prefix = "spro"; };
struct SigningKey { static constexpr std::string_view prefix = "key"; };
struct Identifier { static constexpr std::string_view prefix = "idn"; };
struct Factor { static constexpr std::string_view prefix = "mfa"; };
struct Approval { static constexpr std::string_view prefix = "apr"; };
// clang-format on
}  // namespace id_tags

using AccountId = Id<id_tags::Account>;
using SessionId = Id<id_tags::Session>;
using DeviceId = Id<id_tags::Device>;
using RefreshTokenId = Id<id_tags::RefreshToken>;
using RegistrationId = Id<id_tags::Registration>;
using SignInId = Id<id_tags::SignInAttempt>;
using SecurityEventId = Id<id_tags::SecurityEvent>;
using AuditEntryId = Id<id_tags::AuditEntry>;
using OutboxEventId = Id<id_tags::OutboxEvent>;
using DeliveryId = Id<id_tags::Delivery>;
using SecurityProfileId = Id<id_tags::SecurityProfile>;
using SigningKeyId = Id<id_tags::SigningKey>;
using IdentifierId = Id<id_tags::Identifier>;
using FactorId = Id<id_tags::Factor>;
using ApprovalId = Id<id_tags::Approval>;

}  // namespace gatehouse

template <>
struct std::hash<gatehouse::Uuid> {
  std::size_t operator()(const gatehouse::Uuid& uuid) const noexcept;
};

template <class Tag>
struct std::hash<gatehouse::Id<Tag>> {
  std::size_t operator()(const gatehouse::Id<Tag>& id) const noexcept {
    return std::hash<gatehouse::Uuid>{}(id.uuid);
  }
};
