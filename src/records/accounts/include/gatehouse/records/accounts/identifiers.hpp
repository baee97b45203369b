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
  /// For delivery: an address as written, in normal form C; E.164 for a number.
  std::string display;
};

/// An address of at most 254 bytes (RFC 5321), in Unicode or ASCII. Compared by the case-folded local part and the
/// domain's ASCII form (IDNA, UTS 46): two addresses that differ in letter case only are one account's. Quoted local
/// parts and address literals are refused, and so are characters that are invisible or a variant of another one: with
/// them, two mailboxes could be taken for one.
std::optional<ParsedIdentifier> parse_email(std::string_view text);

/// True when mail can be sent to an address in the form that parse_email has for delivery: the part before the @ is
/// ASCII. Others need SMTPUTF8 (RFC 6531), which a mail server on the way may not know; a domain is any.
bool can_get_mail(std::string_view display);

/// A number as people write it, with digits of any script, to E.164 (ITU-T). Without "+" or "00" it is one of
/// `default_region` (ISO 3166-1). Valid by libphonenumber's metadata; extensions are refused, and so are premium-rate
/// and shared-cost numbers, which would be paid by whoever texts them.
std::optional<ParsedIdentifier> parse_phone(std::string_view text, std::string_view default_region);

/// 3 to 30 ASCII letters, digits, dots, hyphens and underscores, beginning with a letter, compared without letter case.
/// ASCII alone, so that no two names look the same; names of roles and services are refused.
std::optional<ParsedIdentifier> parse_username(std::string_view text);

/// Whatever of the three `text` is: with "@" an address, of digits a number, else a user name.
std::optional<ParsedIdentifier> parse_identifier(std::string_view text,
                                                 std::string_view default_region);

/// True for a country of ISO 3166-1 ("BD") whose numbers are known.
bool is_region(std::string_view name);

/// The region of a parsed number in E.164; regions that share a calling code are told apart as libphonenumber does.
/// Empty for text that is none.
std::string_view region_of(std::string_view e164);

/// Its calling code without "+"; empty when it begins with none.
std::string_view calling_code_of(std::string_view e164);

/// True when texts can be sent to it: mobile numbers, and those of regions where fixed ones look the same.
bool is_mobile(std::string_view e164);

/// For answers that must not give the address away: "r•••@example.com", "+880 •••• ••678".
std::string mask(const ParsedIdentifier& identifier);

}  // namespace gatehouse::records
