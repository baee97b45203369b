// A response as the bytes that go out.
#pragma once

#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

/// Appends status line, headers and (unless `head_only`) body. Content-Length is always set, but for 1xx, 204 and 304.
/// Header values with line breaks are left out.
void append_response(std::string& out, const Response& response, bool head_only, bool keep_alive,
                     std::string_view date);

/// Appends status line and headers of an answer whose body follows: in chunks, or (not `chunked`, for HTTP/1.0) up to
/// the end of the connection, which is announced in both cases. Headers of the response that would frame it otherwise
/// are left out, and those with line breaks.
void append_stream_header(std::string& out, const Response& response, bool chunked,
                          std::string_view date);

/// Appends `data` as one chunk (RFC 9112 section 7.1). No data: the last chunk, without fields behind it.
void append_chunk(std::string& out, std::string_view data);

}  // namespace gatehouse::http
