#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

#include <gatehouse/platform/crypto/jws.hpp>

namespace gatehouse::crypto {
namespace {

namespace json = boost::json;

constexpr int max_depth = 16;

// Walks a text only to find what Boost.JSON's own parser accepts: duplicate members, and numbers beyond a double.
struct DuplicateFinder {
  static constexpr std::size_t max_object_size = 1000;
  static constexpr std::size_t max_array_size = 1000;
  static constexpr std::size_t max_key_size = 4096;
  static constexpr std::size_t max_string_size = 64 * 1024;
  std::vector<std::set<std::string, std::less<>>> members{};
  std::string key{};
  using error_code = boost::system::error_code;
  using view = json::string_view;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    members.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    members.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(view part, std::size_t, error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(view part, std::size_t, error_code& error) {
    key.append(part.data(), part.size());
    const bool is_new = members.back().insert(std::exchange(key, {})).second;
    if (!is_new) error = json::error::syntax;
    return is_new;
  }
  bool on_string_part(view, std::size_t, error_code&) { return true; }
  bool on_string(view, std::size_t, error_code&) { return true; }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t, view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, view, error_code&) { return true; }
  bool on_double(double number, view, error_code& error) {
    if (std::isfinite(number)) return true;
    error = json::error::exponent_overflow;
    return false;
  }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }
};

}  // namespace

std::optional<json::value> parse_strict_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<DuplicateFinder> finder(options);
  boost::system::error_code error;
  const auto size = finder.write_some(false, text.data(), text.size(), error);
  if (error || size != text.size()) return std::nullopt;
  auto value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

}  // namespace gatehouse::crypto
