// The bytes of a mail (RFC 5322, MIME RFC 2045–2047).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/mail/templates.hpp>

namespace gatehouse::mail {

/// A mail whose body is written and whose header is still a list, so that it can be signed.
struct Mime {
  std::vector<std::pair<std::string, std::string>>
      headers;       ///< values without CRLF but for folding
  std::string body;  ///< CRLF line ends, ASCII
  std::string text() const;
};

/// True for an address of the form that we send to: local@domain in ASCII without spaces, quotes, brackets or control
/// characters, at most 254 bytes. Nothing in it can end a header or an SMTP command.
bool is_address(std::string_view text) noexcept;

/// The address as mail servers write it: its domain in ASCII (IDNA, UTS 46). What is ASCII already stays as it is.
/// Empty when there is no such domain.
std::optional<std::string> wire_address(std::string_view text);

struct Envelope {
  std::string from;
  std::string brand;
  std::string to;
  std::string message_id;
};

/// multipart/alternative of text and HTML, each in base64; marked as sent by a machine (RFC 3834).
Mime compose(const Envelope& envelope, const Rendered& mail, Timestamp now);

/// RFC 2047 encoded words when `text` is not plain ASCII; folded, at most 75 characters each, cut between characters.
std::string encode_header(std::string_view text);

}  // namespace gatehouse::mail
