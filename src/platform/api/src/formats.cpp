#include "formats.hpp"

#include <algorithm>
#include <chrono>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/api/text_form.hpp>

namespace gatehouse::api {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & '\x80') != 0;
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 253 || domain.find('.') == std::string_view::npos)
    return false;
  std::size_t start = 0;
  for (;;) {
    const auto end = std::min(domain.find('.', start), domain.size());
    const auto label = domain.substr(start, end - start);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    if (!std::ranges::all_of(label, [](char c) { return c == '-' || is_alphanumeric(c); }))
      return false;
    if (end == domain.size()) return true;
    start = end + 1;
  }
}

// RFC 5321 dot-string with the Unicode of RFC 6531; quoted local parts exist on paper only.
bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return false;
  static constexpr std::string_view atext = ".!#$%&'*+-/=?^_`{|}~";
  const bool allowed = std::ranges::all_of(
      local, [](char c) { return is_alphanumeric(c) || atext.find(c) != std::string_view::npos; });
  return allowed && is_domain(text.substr(at + 1));
}

bool is_phone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto digits = std::ranges::count_if(text, is_digit);
  static constexpr std::string_view between = " .-()";
  const bool allowed = std::ranges::all_of(
      text, [](char c) { return is_digit(c) || between.find(c) != std::string_view::npos; });
  return allowed && digits >= 5 && digits <= 15 && text.size() <= 32;
}

bool is_uri(std::string_view text, std::string_view scheme) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  if (!parsed || parsed->has_userinfo() || parsed->host().empty()) return false;
  const auto given = parsed->scheme();
  return scheme.empty() || std::string_view(given.data(), given.size()) == scheme;
}

bool is_date(std::string_view text) {
  return text.size() == 10 && parse_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

bool is_base64url(std::string_view text) { return decode_base64url(text).has_value(); }

struct Form {
  std::string_view description;  // after "must be"
  std::string_view keyword;      // of JSON Schema
  std::string_view sample;
};

// In the order of the enumeration.
constexpr Form forms[] = {
    {"a text", "", "sample"},
    {"an e-mail address", "email", "rahima@example.com"},
    {"a phone number", "phone", "+8801712345678"},
    {"digits only", "digits", "123456"},
    {"a language tag such as bn-BD", "bcp47", "bn-BD"},
    {"a time zone name such as Asia/Dhaka", "time-zone", "Asia/Dhaka"},
    {"a country code such as BD", "country", "BD"},
    {"an absolute URI", "uri", "https://shop.example/path"},
    {"an https URI", "uri", "https://shop.example/path"},
    {"a date such as 1990-12-31", "date", "1990-12-31"},
    {"a date and time such as 2026-01-31T09:00:00Z", "date-time", "2026-01-31T09:00:00.000Z"},
    {"base64url without padding", "base64url", "c2FtcGxl"},
    {"a UUID", "uuid", "01890a5d-ac96-774b-bcce-b302099a8057"},
    {"an IP address", "ip-address", "203.0.113.7"},
    {"an id", "typeid", "01h455vb4pex5vsknk084sn02q"},
};
static_assert(std::size(forms) == static_cast<std::size_t>(Format::typeid_text) + 1);

const Form& form_of(Format format) { return forms[static_cast<std::size_t>(format)]; }

}  // namespace

bool matches(Format format, std::string_view text, std::string_view prefix) {
  switch (format) {
    case Format::any:
      return true;
    case Format::email:
      return is_email(text);
    case Format::phone:
      return is_phone(text);
    case Format::digits:
      return std::ranges::all_of(text, is_digit);
    case Format::locale:
      return is_locale(text);
    case Format::time_zone:
      return is_time_zone(text);
    case Format::country:
      return text.size() == 2 &&
             std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
    case Format::uri:
      return is_uri(text, {});
    case Format::https_uri:
      return is_uri(text, "https");
    case Format::date:
      return is_date(text);
    case Format::date_time:
      return parse_rfc3339(text).has_value();
    case Format::base64url:
      return is_base64url(text);
    case Format::uuid:
      return TextForm<Uuid>::parse(text).has_value();
    case Format::ip_address:
      return IpAddress::parse(text).has_value();
    case Format::typeid_text:
      return parse_typeid(prefix, text).has_value();
  }
  return false;
}

std::string describe(Format format, std::string_view prefix) {
  std::string text{form_of(format).description};
  if (format == Format::typeid_text) text.append(" that starts with ").append(prefix).append("_");
  return text;
}

std::string_view schema_format(Format format) { return form_of(format).keyword; }

std::string sample(Format format, std::string_view prefix, std::size_t min_length) {
  std::string text{form_of(format).sample};
  if (format == Format::typeid_text) text = std::string(prefix) + "_" + text;
  const char filler = format == Format::digits ? '7' : 'a';
  while (text.size() < min_length) text.push_back(filler);
  return text;
}

}  // namespace gatehouse::api
