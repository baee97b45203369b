// Messages to people in words: English and Bangla, as plain text, HTML and SMS, from the templates compiled in.
//
// A locale is a BCP 47 tag. One without templates falls back to its language, then to English; it still decides how
// times are written (en-GB, en-US). Values are cleaned of control characters, so that none breaks a line or a header.
// `time` (RFC 3339) is shown in the zone `time_zone` (IANA name, else UTC); whole numbers in the language's digits,
// codes as they are typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace gatehouse::mail {

/// A mail, UTF-8 with LF line ends. The subject is one line; the HTML has every value escaped and loads nothing.
struct Rendered {
  std::string subject;
  std::string text;
  std::string html;
};

/// The mail `message` (a name of message_names()). `brand` is what the service calls itself.
/// Throws std::invalid_argument when there is no such message or `values` lacks one that it needs.
Rendered render(std::string_view message, std::string_view locale,
                const boost::json::object& values, std::string_view brand);

/// The same as an SMS. The last line of a code's message binds it to the host as the format of origin-bound
/// one-time codes has it: `@host #code`.
std::string render_sms(std::string_view message, std::string_view locale,
                       const boost::json::object& values, std::string_view brand);

/// Every message there is, sorted.
std::vector<std::string> message_names();

}  // namespace gatehouse::mail
