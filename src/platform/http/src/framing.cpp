#include "framing.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <fmt/format.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::http {

namespace beast_http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_host(std::string_view host) {
  constexpr std::string_view allowed = "-._~%!$&'()*+,;=:[]";
  for (const char c : host) {
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!alphanumeric && allowed.find(c) == std::string_view::npos) return false;
  }
  return !host.empty();
}

}  // namespace

std::optional<ErrorCode> check_framing(const BeastRequest& request, std::size_t max_target) {
  if (request.version() != 11 && request.version() != 10) return ErrorCode::bad_request;
  if (request.target().size() > max_target) return ErrorCode::uri_too_long;
  const auto target = view(request.target());
  const bool absolute = target.starts_with("http://") || target.starts_with("https://");
  if (!target.starts_with('/') && !absolute && target != "*") return ErrorCode::bad_request;
  for (const char c : target) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '#')
      return ErrorCode::bad_request;
  }
  const auto encodings = request.count(beast_http::field::transfer_encoding);
  const auto lengths = request.count(beast_http::field::content_length);
  if (lengths > 1 || encodings > 1 || (lengths > 0 && encodings > 0)) return ErrorCode::bad_request;
  // One number, not a list of equal ones.
  if (lengths == 1) {
    const auto length = view(request[beast_http::field::content_length]);
    if (length.find_first_not_of("0123456789") != std::string_view::npos) {
      return ErrorCode::bad_request;
    }
  }
  if (encodings > 0) {
    const auto encoding = view(request[beast_http::field::transfer_encoding]);
    if (request.version() == 10 || !ascii_iequal(encoding, "chunked"))
      return ErrorCode::bad_request;
  }
  const auto hosts = request.count(beast_http::field::host);
  if (hosts > 1 || (hosts == 0 && request.version() == 11)) return ErrorCode::bad_request;
  if (hosts == 1 && !is_host(view(request[beast_http::field::host]))) return ErrorCode::bad_request;
  return std::nullopt;
}

bool has_folded_line(std::string_view lines) noexcept {
  for (auto end = lines.find('\n'); end != std::string_view::npos;
       end = lines.find('\n', end + 1)) {
    if (end == 0 || lines[end - 1] != '\r') return true;
    if (end + 1 < lines.size() && (lines[end + 1] == ' ' || lines[end + 1] == '\t')) return true;
  }
  return false;
}

ErrorCode error_of_parser(const boost::system::error_code& error) {
  if (error == beast_http::error::header_limit) return ErrorCode::header_too_large;
  if (error == beast_http::error::body_limit) return ErrorCode::payload_too_large;
  return ErrorCode::bad_request;
}

Response problem(ErrorCode code) {
  const auto& info = error_info(code);
  Response response{.status = info.status};
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  response.body = fmt::format(R"({{"type":"/problems/{}","title":"{}","status":{},"code":"{}"}})",
                              info.name, info.title, info.status, info.name);
  return response;
}

}  // namespace gatehouse::http
