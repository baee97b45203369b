// A string that holds a credential, code, token or key. It cannot be printed, logged, compared with == or described;
// its memory is wiped when it goes. reveal() marks each place where the value leaves the type.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

/// Overwrites `size` bytes at `data`; the compiler may not leave it out.
void wipe(void* data, std::size_t size) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.clear(); }
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { clear(); }

  /// The value itself. Every use is a decision: hash it, send it to its owner, never log it.
  const std::string& reveal() const noexcept { return value_; }
  std::size_t size() const noexcept { return value_.size(); }
  bool empty() const noexcept { return value_.empty(); }

 private:
  void clear() noexcept;
  std::string value_;
};

/// True when both have the same bytes; takes the same time for every pair of one length.
bool constant_time_equal(std::string_view a, std::string_view b) noexcept;

}  // namespace gatehouse
