// What must hold of a request's header before anything is done with it (RFC 9112), beyond what the parser refuses.
#pragma once

#include <optional>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Why the request is refused; empty when it is fine. Whatever two readers could read differently is refused: several
/// lengths, an encoding other than chunked, several hosts.
std::optional<ErrorCode> check_framing(const BeastRequest& request, std::size_t max_target);

/// The error for a parser's error code.
ErrorCode error_of_parser(const boost::system::error_code& error);

/// problem+json by the server itself.
Response problem(ErrorCode code);

}  // namespace gatehouse::http
