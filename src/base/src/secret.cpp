#include <gatehouse/base/secret.hpp>

#include <string.h>

namespace gatehouse {

void wipe(void* data, std::size_t size) noexcept { explicit_bzero(data, size); }

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    clear();
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    clear();
    value_ = std::move(other.value_);
    other.clear();
  }
  return *this;
}

void Secret::clear() noexcept {
  wipe(value_.data(), value_.size());
  value_.clear();
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    // Keeps the optimiser from leaving the loop at the first difference.
    asm volatile("" : "+r"(difference));
  }
  return difference == 0;
}

}  // namespace gatehouse
