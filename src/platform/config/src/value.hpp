// The text form of each type of setting.
#pragma once

#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::config {

/// A duration written as a whole number and one of ms, s, m, h, d.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds value);

inline bool parse(std::string_view text, std::string& out) {
  out = std::string(text);
  return true;
}

inline bool parse(std::string_view text, Secret& out) {
  out = Secret{std::string(text)};
  return true;
}

inline bool parse(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= 0;
}

inline bool parse(std::string_view text, double& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(out);
}

inline bool parse(std::string_view text, bool& out) {
  out = text == "true";
  return out || text == "false";
}

inline bool parse(std::string_view text, IpNetwork& out) {
  const auto network = IpNetwork::parse(text);
  if (network) out = *network;
  return network.has_value();
}

template <class Rep, class Period>
bool parse(std::string_view text, std::chrono::duration<Rep, Period>& out) {
  const auto value = parse_duration(text);
  if (value) out = std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(*value);
  return value.has_value();
}

template <class E>
  requires std::is_enum_v<E>
bool parse(std::string_view text, E& out) {
  return boost::describe::enum_from_string(std::string(text).c_str(), out);
}

template <class T>
bool parse(std::string_view text, std::vector<T>& out) {
  out.clear();
  if (text.empty()) return true;
  for (const auto part : split(text, ',')) {
    if (!parse(trim(part), out.emplace_back())) return false;
  }
  return true;
}

/// What the type allows, for the error sentence.
inline std::string expected(const std::string&) { return "a text"; }
inline std::string expected(const Secret&) { return "a text"; }
inline std::string expected(std::int64_t) { return "a whole number that is not negative"; }
inline std::string expected(double) { return "a number such as 0.25"; }
inline std::string expected(bool) { return "true or false"; }
template <class Rep, class Period>
std::string expected(const std::chrono::duration<Rep, Period>&) {
  return "a time such as 500ms, 10s, 15m, 12h or 30d";
}
inline std::string expected(const std::vector<IpNetwork>&) { return "networks such as 10.0.0.0/8"; }
inline std::string expected(const std::vector<std::string>&) { return "texts"; }
inline std::string expected(const std::vector<Secret>&) { return "texts"; }
template <class E>
  requires std::is_enum_v<E>
std::string expected(E) {
  std::string names = "one of";
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto enumerator) { names += std::string(" ") + enumerator.name; });
  return names;
}

inline std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + '"';
}

/// An address without the user and password in it: https://***@host.
inline std::string without_credentials(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto end = std::min(text.find_first_of("/?#", scheme + 3), text.size());
  const auto at = text.rfind('@', end);
  if (at == std::string::npos || at < scheme) return text;
  return text.substr(0, scheme + 3) + "***" + text.substr(at);
}

inline std::string show(const std::string& value) { return quoted(without_credentials(value)); }
inline std::string show(const Secret& value) { return value.empty() ? "\"\"" : "\"***\""; }
inline std::string show(std::int64_t value) { return std::to_string(value); }
inline std::string show(double value) { return fmt::format("{}", value); }
inline std::string show(bool value) { return value ? "true" : "false"; }
inline std::string show(const IpNetwork& value) { return quoted(value.text()); }
template <class Rep, class Period>
std::string show(const std::chrono::duration<Rep, Period>& value) {
  return quoted(format_duration(value));
}
template <class E>
  requires std::is_enum_v<E>
std::string show(E value) {
  return quoted(boost::describe::enum_to_string(value, ""));
}
template <class T>
std::string show(const std::vector<T>& values) {
  std::string out = "[";
  for (const auto& value : values) out += (out.size() > 1 ? ", " : "") + show(value);
  return out + "]";
}

}  // namespace gatehouse::config
