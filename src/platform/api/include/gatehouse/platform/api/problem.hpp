// Errors as answers: RFC 9457 application/problem+json with code, violations and request id.
#pragma once

#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::api {

/// The answer for `error`: its catalogue status and title, detail, violations, the request id, and
/// Retry-After when the error has one. Used by the pipeline, and by whatever answers outside of it
/// (fallback pages, the server's own limits).
http::Response problem(const Error& error, std::string_view request_id);

}  // namespace gatehouse::api
