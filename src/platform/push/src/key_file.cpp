#include "key_file.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

namespace gatehouse::push {

Secret read_key_file(std::string_view service, const std::string& file) {
  constexpr std::size_t max_bytes = 64 * 1024;
  std::ifstream in(file, std::ios::binary);
  std::string text(max_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A complete read leaves the stream good: there is more than may be.
  if (!in.is_open() || in.good() || in.bad())
    throw std::runtime_error(fmt::format("{}: {} cannot be read", service, file));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return Secret{std::move(text)};
}

}  // namespace gatehouse::push
