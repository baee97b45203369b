// What must hold of a request's header before anything is done with it (RFC 9112), beyond what the parser refuses.
#pragma once

#include <optional>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

using BeastRequest = boost::beast::http::request<boost::beast::http::empty_body>;

/// Why the request is refused; empty when it is fine. Whatever two readers could read differently is refused: several
/// lengths, an encoding other than chunked, several hosts.
std::optional<ErrorCode> check_framing(const BeastRequest& request, std::size_t max_target);

/// Whether a line of the header goes on in the next one, or ends in anything but CR LF (RFC 9112 sections 2.2 and 5.2).
/// `lines` are whole lines.
bool has_folded_line(std::string_view lines) noexcept;

/// The error for a parser's error code.
ErrorCode error_of_parser(const boost::system::error_code& error);

/// problem+json by the server itself.
Response problem(ErrorCode code);

}  // namespace gatehouse::http
