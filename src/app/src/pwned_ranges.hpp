// The range API of Pwned Passwords, version 3, or of whoever speaks it: password.breached_range_url.
#pragma once

#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/services/password_policy/range_check.hpp>

namespace gatehouse::app {

/// Of one event loop. The answer comes within a second or not at all; all answers are padded to much the same size, so
/// that the size tells nothing about the prefix.
class PwnedRanges final : public services::RangeSource {
 public:
  /// `url`: the prefix is appended to it.
  PwnedRanges(boost::asio::any_io_executor executor, std::string url)
      : url_(std::move(url)), transfers_(std::move(executor)), client_(transfers_) {}

  Task<std::expected<std::string, std::string>> fetch(std::string prefix) override;

 private:
  std::string url_;
  http::CurlMulti transfers_;
  http::Client client_;
};

}  // namespace gatehouse::app
