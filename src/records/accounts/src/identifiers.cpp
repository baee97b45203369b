#include <gatehouse/records/accounts/identifiers.hpp>

#include <algorithm>
#include <array>

#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <gatehouse/base/text.hpp>

#include "phone_text.hpp"

namespace gatehouse::records {
namespace {

constexpr std::size_t max_email = 254;
constexpr std::size_t max_local = 64;

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString to_utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

// Simple case folding, character by character. Empty when two mailboxes could end up as one name: invisible characters,
// characters that are another one's variant (ligatures, full width), and those that fold to an ASCII letter (long s).
std::optional<icu::UnicodeString> folded(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* compatible = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error) || !compatible->isNormalized(text, error)) return std::nullopt;
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const auto c = text.char32At(i);
    const auto lower = u_foldCase(c, U_FOLD_CASE_DEFAULT);
    const bool is_invisible = u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
                              u_isUWhiteSpace(c) || !u_isdefined(c);
    if (is_invisible || (c > 0x7F && lower <= 0x7F)) return std::nullopt;
    out.append(lower);
  }
  return out;
}

// The domain in ASCII (punycode), lower case.
std::optional<std::string> canonical_domain(std::string_view domain) {
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<const icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                         UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES,
                                     error));
  if (!idna) return std::nullopt;
  icu::IDNAInfo info;
  icu::UnicodeString ascii;
  idna->nameToASCII(to_utf16(domain), ascii, info, error);
  if (U_FAILURE(error) || info.hasErrors()) return std::nullopt;
  auto out = to_utf8(ascii);
  const auto last_dot = out.rfind('.');
  const bool plausible = last_dot != std::string::npos && last_dot != 0 &&
                         out.size() - last_dot > 2 &&
                         out.find_first_not_of("0123456789", last_dot + 1) != std::string::npos;
  if (!plausible) return std::nullopt;
  return out;
}

// RFC 5322 dot-atom, with RFC 6532's Unicode.
bool is_dot_atom(std::string_view local) {
  constexpr std::string_view specials = "()<>[]:;@\\,\" ";
  if (local.empty() || local.size() > max_local || local.front() == '.' || local.back() == '.')
    return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::ranges::none_of(local,
                              [&](char c) { return specials.find(c) != std::string_view::npos; });
}

constexpr auto reserved_names = std::to_array<std::string_view>(
    {"abuse",     "account", "admin",      "administrator", "api",      "billing",
     "gatehouse", "help",    "hostmaster", "info",          "login",    "me",
     "moderator", "noreply", "operator",   "postmaster",    "root",     "security",
     "shop",      "staff",   "support",    "system",        "webmaster"});

bool is_username_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace

std::optional<ParsedIdentifier> parse_email(std::string_view text) {
  text = trim(text);
  const auto at = text.rfind('@');
  if (text.size() > max_email || at == std::string_view::npos || !is_utf8(text) ||
      has_control_characters(text)) {
    return std::nullopt;
  }
  UErrorCode error = U_ZERO_ERROR;
  const auto* composed = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::nullopt;
  const auto local = composed->normalize(to_utf16(text.substr(0, at)), error);
  const auto canonical = folded(local);
  const auto domain = canonical_domain(text.substr(at + 1));
  if (U_FAILURE(error) || !canonical || !domain || !is_dot_atom(to_utf8(local)))
    return std::nullopt;
  auto address = to_utf8(*canonical) + "@" + *domain;
  if (address.size() > max_email) return std::nullopt;
  return ParsedIdentifier{IdentifierType::email, std::move(address),
                          to_utf8(local).append(text.substr(at))};
}

bool can_get_mail(std::string_view display) {
  const auto local = display.substr(0, display.rfind('@'));
  return std::ranges::all_of(local, [](char c) { return (c & '\x80') == 0; });
}

std::optional<ParsedIdentifier> parse_username(std::string_view text) {
  text = trim(text);
  auto canonical = ascii_lower(text);
  if (canonical.size() < 3 || canonical.size() > 30 || canonical[0] < 'a' || canonical[0] > 'z' ||
      !std::ranges::all_of(canonical, is_username_character) ||
      std::ranges::find(reserved_names, canonical) != reserved_names.end()) {
    return std::nullopt;
  }
  return ParsedIdentifier{IdentifierType::username, std::move(canonical), std::string(text)};
}

std::optional<ParsedIdentifier> parse_identifier(std::string_view text,
                                                 std::string_view default_region) {
  text = trim(text);
  if (text.find('@') != std::string_view::npos) return parse_email(text);
  if (phone_characters(text)) return parse_phone(text, default_region);
  return parse_username(text);
}

std::string mask(const ParsedIdentifier& identifier) {
  const auto& text = identifier.display;
  if (identifier.kind == IdentifierType::email) {
    const auto at = text.rfind('@');
    // The first character may be several bytes long.
    std::size_t first = 1;
    while (first < at && (static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) ++first;
    return text.substr(0, first) + "•••" + text.substr(at);
  }
  if (identifier.kind == IdentifierType::phone) {
    const std::string code{calling_code_of(text)};
    return "+" + code + " •••• ••" + text.substr(text.size() - 3);
  }
  return text.substr(0, 1) + "•••";
}

}  // namespace gatehouse::records
