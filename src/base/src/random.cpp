#include <sys/random.h>

#include <cerrno>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse {

void random_bytes(std::span<std::uint8_t> out) noexcept {
  while (!out.empty()) {
    const auto count = getrandom(out.data(), out.size(), 0);
    if (count < 0) {
      GH_ASSERT(errno == EINTR);
      continue;
    }
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

std::string random_string(std::size_t size) {
  std::string bytes(size, '\0');
  random_bytes({reinterpret_cast<std::uint8_t*>(bytes.data()), size});
  return bytes;
}

std::uint32_t random_below(std::uint32_t bound) noexcept {
  GH_ASSERT(bound > 0);
  // Values below `first` would make the small remainders more likely than the others.
  const std::uint32_t first = (0U - bound) % bound;
  for (;;) {
    std::uint32_t value = 0;
    random_bytes({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
    if (value >= first) return value % bound;
  }
}

Secret random_code(int digits) {
  GH_ASSERT(digits >= 1 && digits <= 9);
  std::uint32_t bound = 1;
  for (int i = 0; i < digits; ++i) bound *= 10;
  auto text = std::to_string(random_below(bound));
  text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
  return Secret{std::move(text)};
}

Secret random_token() { return Secret{encode_base64url(random_string(32))}; }

}  // namespace gatehouse
