#include "mime.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse::mail {
namespace {

constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string rfc5322_date(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string base64_lines(std::string_view text) {
  const auto encoded = encode_base64(text);
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += 76) out += encoded.substr(at, 76) + "\r\n";
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::string body_part(std::string_view boundary, std::string_view type, std::string_view text) {
  return fmt::format(
      "--{}\r\nContent-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
      boundary, type, base64_lines(with_crlf(text)));
}

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The name beside an address: a quoted string, or encoded words.
std::string display_name(std::string_view name) {
  if (!is_printable_ascii(name)) return encode_header(name);
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string encode_header(std::string_view text) {
  if (is_printable_ascii(text) && !text.contains("=?") && text.size() <= 900)
    return std::string{text};
  constexpr std::size_t bytes_of_word = 45;  // 60 characters of base64
  std::string out;
  while (!text.empty()) {
    auto size = std::min(bytes_of_word, text.size());
    while (size > 1 && size < text.size() && is_continuation(text[size])) --size;
    out += fmt::format("{}=?UTF-8?B?{}?=", out.empty() ? "" : "\r\n ",
                       encode_base64(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return out;
}

bool is_address(std::string_view text) noexcept {
  const auto at = text.rfind('@');
  if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto domain = text.substr(at + 1);
  const auto is_alnum = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  const auto in_local = [&](char c) {
    return is_alnum(c) || std::string_view{"!#$%&'*+-/=?^_`{|}~."}.contains(c);
  };
  const auto in_domain = [&](char c) { return is_alnum(c) || c == '-' || c == '.'; };
  return !domain.empty() && !domain.starts_with('.') && !domain.starts_with('-') &&
         std::ranges::all_of(text.substr(0, at), in_local) &&
         std::ranges::all_of(domain, in_domain);
}

std::optional<std::string> wire_address(std::string_view text) {
  const auto is_ascii = [](char c) { return (c & '\x80') == 0; };
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || std::ranges::all_of(text, is_ascii)) return std::string{text};
  UErrorCode error = U_ZERO_ERROR;
  static const std::unique_ptr<const icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                         UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES,
                                     error));
  const auto domain = text.substr(at + 1);
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  if (idna)
    idna->nameToASCII_UTF8({domain.data(), static_cast<std::int32_t>(domain.size())}, sink, info,
                           error);
  if (!idna || U_FAILURE(error) || info.hasErrors()) return std::nullopt;
  return std::string{text.substr(0, at + 1)}.append(ascii);
}

std::string Mime::text() const {
  std::string out;
  for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
  return out + "\r\n" + body;
}

Mime compose(const Envelope& envelope, const Rendered& mail, Timestamp now) {
  const auto boundary = encode_hex(random_string(16));
  const auto domain = envelope.from.substr(envelope.from.rfind('@') + 1);
  Mime out;
  out.headers = {{"From", fmt::format("{} <{}>", display_name(envelope.brand), envelope.from)},
                 {"To", envelope.to},
                 {"Subject", encode_header(mail.subject)},
                 {"Date", rfc5322_date(now)},
                 {"Message-ID", fmt::format("<{}@{}>", envelope.message_id, domain)},
                 {"Auto-Submitted", "auto-generated"},
                 {"MIME-Version", "1.0"},
                 {"Content-Type", fmt::format("multipart/alternative; boundary=\"{}\"", boundary)}};
  out.body = body_part(boundary, "text/plain", mail.text) +
             body_part(boundary, "text/html", mail.html) + fmt::format("--{}--\r\n", boundary);
  return out;
}

}  // namespace gatehouse::mail
