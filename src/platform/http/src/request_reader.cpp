#include "request_reader.hpp"

#include <algorithm>

#include <gatehouse/base/text.hpp>

#include "framing.hpp"

namespace gatehouse::http {

namespace beast_http = boost::beast::http;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The path and query of a target in origin or absolute form.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/') || target == "*") return target;
  const auto path = target.find('/', target.find("//") + 2);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

Request to_request(const BeastRequest& message) {
  Request request;
  request.method = view(message.method_string());
  request.target = origin_form(view(message.target()));
  const auto question = request.target.find('?');
  request.path = request.target.substr(0, question);
  if (question != std::string::npos) request.query = request.target.substr(question + 1);
  request.headers.reserve(16);
  for (const auto& field : message) {
    request.headers.emplace_back(view(field.name_string()), view(field.value()));
  }
  return request;
}

}  // namespace

RequestReader::RequestReader(const ServerLimits& limits)
    : target_bytes_(limits.target_bytes), chunks_(limits.body_bytes) {
  parser_.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser_.body_limit(limits.body_bytes);
}

std::size_t RequestReader::put(std::string_view bytes) {
  return state_ == State::header ? put_header(bytes) : put_body(bytes);
}

std::size_t RequestReader::put_header(std::string_view bytes) {
  boost::system::error_code error;
  const auto taken = parser_.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  // The parser takes whole lines of the header, and unfolds folded ones.
  if (has_folded_line(bytes.substr(0, taken))) {
    error_ = ErrorCode::bad_request;
  } else if (error && error != beast_http::error::need_more) {
    error_ = error_of_parser(error);
  } else if (parser_.is_header_done()) {
    finish_header();
  }
  return taken;
}

void RequestReader::finish_header() {
  const auto& message = parser_.get();
  error_ = check_framing(message, target_bytes_);
  if (error_) return;
  // A client of HTTP/1.0 does not know the interim answer: RFC 9110 section 10.1.1.
  expects_continue_ = message.version() >= 11 &&
                      ascii_iequal(view(message[beast_http::field::expect]), "100-continue");
  keep_alive_ = message.keep_alive();
  reads_chunks_ = message.version() >= 11;
  is_chunked_ = parser_.chunked();
  left_ = static_cast<std::size_t>(parser_.content_length().value_or(0));
  request_ = to_request(message);
  request_.body.reserve(left_);
  state_ = is_chunked_ || left_ > 0 ? State::body : State::complete;
}

std::size_t RequestReader::put_body(std::string_view bytes) {
  std::size_t taken = 0;
  if (is_chunked_) {
    taken = chunks_.put(bytes, request_.body);
    error_ = chunks_.error();
    if (chunks_.is_complete()) state_ = State::complete;
  } else {
    taken = std::min(bytes.size(), left_);
    request_.body.append(bytes.substr(0, taken));
    left_ -= taken;
    if (left_ == 0) state_ = State::complete;
  }
  return taken;
}

}  // namespace gatehouse::http
