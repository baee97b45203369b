// Random ids of requests and spans. They are no secrets, so the bytes are drawn from a pool that one system call fills.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::telemetry {

/// Fills `out`, at most 256 bytes; never for anything that must not be guessed.
void fill_fresh(std::span<std::uint8_t> out) noexcept;

/// `Size` fresh bytes in lower-case hexadecimal.
template <std::size_t Size>
std::string fresh_hex() {
  std::uint8_t bytes[Size];
  fill_fresh(bytes);
  return encode_hex({reinterpret_cast<const char*>(bytes), Size});
}

}  // namespace gatehouse::telemetry
