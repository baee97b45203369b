// What people call their account by, in the one form that is compared: e-mail addresses, phone numbers, user names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/records/accounts.hpp>

namespace gatehouse::records {

struct ParsedIdentifier {
  IdentifierType kind{};
  std::string canonical;  ///< for comparison and look-up
  std::string
      display;  ///< for delivery: as written, without surrounding spaces; E.164 for a number
};

/// An address of at most 254 bytes (RFC 5321), in Unicode or ASCII. Compared by NFKC and case-folded local part and
/// IDNA (UTS 46) domain: two addresses that differ in letter case only are one account's. Quoted local parts and
/// address literals are refused.
std::optional<ParsedIdentifier> parse_email(std::string_view text);

/// A number as people write it, to E.164 (ITU-T). Without "+" or "00" it is one of `default_region` (ISO 3166-1). Valid
/// by libphonenumber's metadata; extensions are refused.
std::optional<ParsedIdentifier> parse_phone(std::string_view text, std::string_view default_region);

/// 3 to 30 ASCII letters, digits, dots, hyphens and underscores, beginning with a letter, compared without letter case.
/// ASCII alone, so that no two names look the same; names of roles and services are refused.
std::optional<ParsedIdentifier> parse_username(std::string_view text);

/// Whatever of the three `text` is: with "@" an address, of digits a number, else a user name.
std::optional<ParsedIdentifier> parse_identifier(std::string_view text,
                                                 std::string_view default_region);

/// The region of an E.164 number; empty when its code is unknown. Regions that share a code are told apart by pattern.
std::string_view region_of(std::string_view e164);

/// True when messages can be sent to the number.
bool is_mobile(std::string_view e164);

/// For answers that must not give the address away: "r•••@example.com", "+880•••••678".
std::string mask(const ParsedIdentifier& identifier);

}  // namespace gatehouse::records
