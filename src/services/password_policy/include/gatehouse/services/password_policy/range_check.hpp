// Asks whoever keeps a list of breached passwords without telling the password: the list gets the first five of forty
// hexadecimal digits of its SHA-1, and gives all hashes that begin so (Pwned Passwords' range API, k-anonymity).
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>

namespace gatehouse::services {

/// Where ranges come from. Of one event loop.
class RangeSource {
 public:
  virtual ~RangeSource() = default;
  /// The range of `prefix`, five upper-case hexadecimal digits; or, when there is none within a second or so, the cause
  /// for the log. Throws nothing.
  virtual Task<std::expected<std::string, std::string>> fetch(std::string prefix) = 0;
};

/// True when `range`, lines of "SUFFIX:count", holds `suffix`, 35 upper-case hexadecimal digits, with a count above
/// zero: lines of zero are padding. Lines end with LF or CRLF and may be in lower case. Empty when a line is anything
/// else. Takes the same time wherever the suffix stands.
std::optional<bool> range_holds(std::string_view range, std::string_view suffix);

/// Of one event loop: asks on it and keeps no thread waiting.
class RangeCheck {
 public:
  /// `source` may be null: then every password passes. Both outlive the check.
  RangeCheck(RangeSource* source, telemetry::Metrics& metrics);

  /// Refuses with password_breached, as PasswordPolicy does. A source that does not answer, or with anything but a
  /// range, lets the password pass: it is counted, and the first of such failures in a row is logged. `password`
  /// outlives the await.
  Task<Result<>> check(const Secret& password, std::string pointer = "/password");

 private:
  void note_failure(const std::string& cause);
  void note_success();

  RangeSource* source_;
  prometheus::Counter* failures_ = nullptr;  ///< null without a source
  bool is_failing_ = false;
};

}  // namespace gatehouse::services
