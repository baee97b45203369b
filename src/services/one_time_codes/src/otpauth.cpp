#include <gatehouse/services/one_time_codes/otpauth.hpp>

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::services {
namespace {

constexpr std::array<std::string_view, 3> algorithm_names{"SHA1", "SHA256", "SHA512"};
constexpr std::size_t max_issuer_chars =
    120;  // encoded; leaves the label 100 with the longest secret

// Everything but unreserved characters as %XX (RFC 3986 section 2.1): apps read + in different ways. Ends before the
// code point that would make it longer than `limit`.
std::string percent_encode(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t whole = 0;
  for (const char c : text) {
    const bool begins_code_point = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins_code_point) whole = out.size();
    const bool is_unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                               c == '~';
    if (is_unreserved) {
      out.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}",
                     c == ':' ? ' ' : static_cast<unsigned char>(c));
    }
    if (out.size() > limit) {
      out.resize(whole);
      break;
    }
  }
  return out;
}

// A whole number without sign or leading zero.
std::optional<int> parse_number(std::string_view text) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || read_to != end || text.front() < '1') return std::nullopt;
  return value;
}

std::optional<TotpAlgorithm> parse_algorithm(std::string_view text) {
  const auto* found = std::ranges::find_if(
      algorithm_names, [&](std::string_view name) { return ascii_iequal(name, text); });
  if (found == algorithm_names.end()) return std::nullopt;
  return static_cast<TotpAlgorithm>(found - algorithm_names.begin());
}

bool is_showable(std::string_view text) { return is_utf8(text) && !has_control_characters(text); }

// The known parameters of the query, each at most once.
struct Query {
  std::optional<std::string> secret;
  std::optional<std::string> issuer;
  std::optional<std::string> algorithm;
  std::optional<std::string> digits;
  std::optional<std::string> period;

  std::optional<std::string>* find(std::string_view name) {
    if (name == "secret") return &secret;
    if (name == "issuer") return &issuer;
    if (name == "algorithm") return &algorithm;
    if (name == "digits") return &digits;
    if (name == "period") return &period;
    return nullptr;
  }
};

// Empty when a parameter is given twice.
std::optional<Query> read_query(const boost::urls::url_view& url) {
  Query query;
  // A + is a plus, as it is everywhere else in an address.
  for (const auto& parameter : url.params(boost::urls::encoding_opts{false})) {
    auto* known = query.find(parameter.key);
    if (known == nullptr) continue;
    if (*known) return std::nullopt;
    *known = parameter.value;
  }
  return query;
}

std::optional<TotpParameters> parameters_of(const Query& query) {
  const TotpParameters defaults;
  const auto algorithm =
      query.algorithm ? parse_algorithm(*query.algorithm) : std::optional(defaults.algorithm);
  const auto digits = query.digits ? parse_number(*query.digits) : std::optional(defaults.digits);
  const auto period = query.period ? parse_number(*query.period)
                                   : std::optional(static_cast<int>(defaults.period.count()));
  if (!algorithm || !digits || !period) return std::nullopt;
  const TotpParameters parameters{*algorithm, *digits, std::chrono::seconds{*period}};
  return is_valid(parameters) ? std::optional(parameters) : std::nullopt;
}

}  // namespace

Secret format_otpauth_uri(const OtpauthKey& key) {
  const auto issuer = percent_encode(key.issuer, max_issuer_chars);
  const Secret secret = format_totp_secret(key.secret);
  const Secret query{
      fmt::format("?secret={}{}{}&algorithm={}&digits={}&period={}", secret.reveal(),
                  issuer.empty() ? "" : "&issuer=", issuer,
                  algorithm_names.at(static_cast<std::size_t>(key.parameters.algorithm)),
                  key.parameters.digits, key.parameters.period.count())};
  const auto start = fmt::format("otpauth://totp/{}{}", issuer, issuer.empty() ? "" : ":");
  const auto label = percent_encode(key.label, max_otpauth_uri_bytes - start.size() - query.size());
  return Secret{start + label + query.reveal()};
}

std::optional<OtpauthKey> parse_otpauth_uri(const Secret& uri) {
  if (uri.size() > max_read_otpauth_uri_bytes) return std::nullopt;
  const auto parsed = boost::urls::parse_uri(uri.reveal());
  if (!parsed) return std::nullopt;
  const auto& url = *parsed;
  if (!ascii_iequal(url.scheme(), "otpauth") || !ascii_iequal(url.encoded_authority(), "totp") ||
      url.has_fragment() || url.encoded_path().rfind('/') != 0) {
    return std::nullopt;
  }
  const auto query = read_query(url);
  if (!query || !query->secret) return std::nullopt;
  auto secret = parse_totp_secret(Secret{*query->secret});
  const auto parameters = parameters_of(*query);
  if (!secret || !parameters) return std::nullopt;

  // "/issuer:label" or "/label"; the colon may be encoded, spaces may follow it.
  const std::string path = url.path();
  const auto colon = path.find(':');
  const bool names_issuer = colon != std::string::npos;
  const std::string issuer = names_issuer ? path.substr(1, colon - 1) : query->issuer.value_or("");
  const std::string label{trim(std::string_view(path).substr(names_issuer ? colon + 1 : 1))};
  if (query->issuer.value_or(issuer) != issuer || !is_showable(issuer) || !is_showable(label))
    return std::nullopt;
  return OtpauthKey{issuer, label, std::move(*secret), *parameters};
}

}  // namespace gatehouse::services
