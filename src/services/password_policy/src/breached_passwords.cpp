#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/services/password_policy.hpp>

namespace gatehouse::services {
namespace {

constexpr std::size_t digest_digits = 40;

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
  auto wanted = encode_hex(crypto::sha1(password.reveal()));
  std::ranges::transform(wanted, wanted.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  // Binary search over bytes: a probe is moved back to the start of its line.
  const auto all = text();
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    std::size_t line = low + (high - low) / 2;
    while (line > low && all[line - 1] != '\n') --line;
    const auto end = std::min(all.find('\n', line), high);
    const auto candidate = all.substr(line, end - line);
    const int order = wanted.compare(0, digest_digits, candidate.substr(0, digest_digits));
    if (order == 0) return true;
    if (order < 0) {
      high = line;
    } else {
      low = std::min(high, end + 1);
    }
  }
  return false;
}

}  // namespace gatehouse::services
