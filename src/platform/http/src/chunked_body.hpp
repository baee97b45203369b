// The body of a message in chunks (RFC 9112 section 7.1), read strictly.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::http {

class ChunkedBody {
 public:
  /// `limit`: of the whole body, in bytes.
  explicit ChunkedBody(std::size_t limit) : limit_(limit) {}

  /// Takes what belongs to the body from the front of `bytes`, adds its data to `body`, and returns how many bytes that
  /// was; what is left is to be shown again, with more behind it. Only while error() is empty and it is not complete.
  std::size_t put(std::string_view bytes, std::string& body);

  bool is_complete() const noexcept { return place_ == Place::complete; }
  /// bad_request when it is not well-formed. Extensions are passed over; fields behind the last chunk are refused:
  /// nobody here reads them, and they could pass for what a proxy has vouched for. payload_too_large above the limit.
  std::optional<ErrorCode> error() const noexcept { return error_; }

 private:
  enum class Place : std::uint8_t { size, data, end_of_data, end, complete };

  void put_line(std::string_view line, std::size_t received);
  void put_size(std::string_view line, std::size_t received);

  std::size_t limit_;
  std::size_t left_ = 0;  ///< of the chunk's data
  Place place_ = Place::size;
  std::optional<ErrorCode> error_;
};

}  // namespace gatehouse::http
