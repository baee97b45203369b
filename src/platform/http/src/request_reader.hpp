// One request taken from bytes as they come (RFC 9112): Beast reads the header, and what must hold beyond it is
// checked. The body is read here: Beast takes line feeds inside chunk extensions and adds trailers to the header.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/http/server.hpp>

#include "chunked_body.hpp"

namespace gatehouse::http {

class RequestReader {
 public:
  enum class State : std::uint8_t { header, body, complete };

  explicit RequestReader(const ServerLimits& limits);

  /// Takes what belongs to the request from the front of `bytes` and returns how many bytes that was; what is left is
  /// to be shown again, with more behind it. Stops after the header once. Only while error() is empty and the request
  /// is not complete.
  std::size_t put(std::string_view bytes);

  State state() const noexcept { return state_; }
  /// Why the request is refused; its connection cannot go on then.
  std::optional<ErrorCode> error() const noexcept { return error_; }

  /// From the end of the header on: whether the client waits for 100 (Continue).
  bool expects_continue() const noexcept { return expects_continue_; }
  /// From the end of the header on: whether the client wants to send more on this connection.
  bool keep_alive() const noexcept { return keep_alive_; }
  /// From the end of the header on: whether the client reads chunks: those of HTTP/1.0 do not.
  bool reads_chunks() const noexcept { return reads_chunks_; }

  /// The complete request, once.
  Request take() noexcept { return std::move(request_); }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  std::size_t put_header(std::string_view bytes);
  std::size_t put_body(std::string_view bytes);
  void finish_header();

  Parser parser_;
  std::size_t target_bytes_;
  ChunkedBody chunks_;
  bool is_chunked_ = false;
  std::size_t left_ = 0;  ///< of a body of known length
  State state_ = State::header;
  std::optional<ErrorCode> error_;
  bool expects_continue_ = false;
  bool keep_alive_ = false;
  bool reads_chunks_ = false;
  Request request_;
};

}  // namespace gatehouse::http
