// Rules of the members of a request or response struct, found by argument-dependent lookup beside the struct:
//
//   struct StartRegistration { std::optional<std::string> email; Secret password; };
//   BOOST_DESCRIBE_STRUCT(StartRegistration, (), (email, password))
//   inline api::Fields fields_of(std::type_identity<StartRegistration>) {
//     return {{"email", {.max_length = 254, .format = api::Format::email, .description = "Where to send the code."}},
//             {"password", {.max_length = 1024}}};
//   }
//
// A member without an entry has the rules of a default Field. A member that is not a std::optional is required in
// requests. The rules of a described base hold in the struct too, unless it states its own. What no single member can
// tell (e-mail or phone) goes into an optional second function, called when every member is well-formed; its pointers
// are relative to the struct:
//
//   inline void check_fields(const StartRegistration& request, std::vector<Violation>& violations);
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::api {

/// The form of a text. Each is a syntactic check: whether an address exists is not a format.
enum class Format {
  any,
  email,  ///< local@domain, at most 254 bytes, local part at most 64 (RFC 5321); domain with a dot;
          ///< Unicode allowed
  phone,  ///< optional "+", 5 to 15 digits; spaces, dots, hyphens and parentheses between them
  digits,       ///< ASCII digits only: one-time codes (give min_length and max_length)
  locale,       ///< BCP 47: language, optional script, region and variants ("bn-BD")
  time_zone,    ///< a name of the time zone database ("Asia/Dhaka")
  country,      ///< ISO 3166-1 alpha-2, upper case
  uri,          ///< absolute URI with scheme and host (RFC 3986), no user info
  https_uri,    ///< uri with the scheme https
  date,         ///< RFC 3339 full-date
  date_time,    ///< RFC 3339 date-time; a Timestamp member needs no format
  base64url,    ///< RFC 4648 section 5, no padding
  uuid,         ///< 8-4-4-4-12, lower case
  ip_address,   ///< IPv4 or IPv6
  typeid_text,  ///< TypeID with the prefix of Field::prefix; an Id<Tag> member needs no format
};

/// The rules of one member. For a vector, lengths, bounds and format are those of its items.
struct Field {
  std::size_t min_length = 1;                                   ///< code points of a text or Secret
  std::size_t max_length = 2048;                                ///< code points
  std::int64_t min = std::numeric_limits<std::int64_t>::min();  ///< of a number
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::size_t min_items = 0;
  std::size_t max_items = 100;
  Format format = Format::any;
  std::string_view prefix{};  ///< for Format::typeid_text
  bool multiline = false;  ///< line feeds and tabs are allowed; other control characters never are
  bool null_when_empty =
      false;  ///< responses: an empty optional is written as null instead of being left out
  std::string_view description{};
  std::string_view example{};  ///< as JSON text: "\"bn-BD\"", "42"
};

/// Member name and its rules. The texts must be literals.
using Fields = std::vector<std::pair<std::string_view, Field>>;

/// The rules of T, or none when no fields_of(std::type_identity<T>) is visible.
template <class T>
Fields find_fields() {
  if constexpr (requires { fields_of(std::type_identity<T>{}); }) {
    return fields_of(std::type_identity<T>{});
  } else {
    return {};
  }
}

}  // namespace gatehouse::api
