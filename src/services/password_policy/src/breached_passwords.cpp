#include <algorithm>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gatehouse/services/password_policy.hpp>

#include "breach.hpp"

namespace gatehouse::services {
namespace {

constexpr std::size_t digest_digits = 40;

// Where the line that `at` stands in begins, not before `low`.
std::size_t line_start(std::string_view text, std::size_t low, std::size_t at) {
  while (at > low && text[at - 1] != '\n') --at;
  return at;
}

std::string_view line_at(std::string_view text, std::size_t start) {
  return text.substr(start, std::min(text.find('\n', start), text.size()) - start);
}

// Below zero, zero or above: how the digits stand to those that the line begins with.
int compare(std::string_view digits, std::string_view line) {
  for (std::size_t i = 0; i < digest_digits; ++i) {
    const char c = upper_digit(line[i]);
    if (digits[i] != c) return digits[i] < c ? -1 : 1;
  }
  return 0;
}

}  // namespace

BreachedPasswords::BreachedPasswords(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status{};
  if (file < 0 || fstat(file, &status) != 0) {
    if (file >= 0) ::close(file);
    throw std::runtime_error("the list of breached passwords " + path + " cannot be read");
  }
  size_ = static_cast<std::size_t>(status.st_size);
  void* mapped = size_ == 0 ? nullptr : mmap(nullptr, size_, PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped == MAP_FAILED)
    throw std::runtime_error("the list of breached passwords " + path + " cannot be mapped");
  data_ = mapped;
}

BreachedPasswords::~BreachedPasswords() {
  if (data_ != nullptr) munmap(data_, size_);
}

bool BreachedPasswords::contains(const Secret& password) const {
  const auto wanted = breach_digits(password);
  // Binary search over bytes: a probe is moved back to the start of its line, and over lines that are none.
  const auto all = text();
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    auto start = line_start(all, low, low + (high - low) / 2);
    auto line = line_at(all, start);
    const auto next = start + line.size() + 1;
    while (start > low && line.size() < digest_digits) {
      start = line_start(all, low, start - 1);
      line = line_at(all, start);
    }
    const int order = line.size() < digest_digits ? 1 : compare(wanted, line);
    if (order == 0) return true;
    if (order < 0) {
      high = start;
    } else {
      low = std::min(high, next);
    }
  }
  return false;
}

}  // namespace gatehouse::services
