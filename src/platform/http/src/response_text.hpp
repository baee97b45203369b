// A response as the bytes that go out.
#pragma once

#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

/// Appends status line, headers and (unless `head_only`) body. Content-Length is always set, but for 1xx, 204 and 304.
/// Header values with line breaks are left out.
void append_response(std::string& out, const Response& response, bool head_only, bool keep_alive,
                     std::string_view date);

}  // namespace gatehouse::http
