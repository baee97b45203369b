// The cookie reader: a value that it finds stands in the header, right after its name, and holds cookie-octets only.
#include <cstddef>
#include <cstdint>
#include <string>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/api/cookies.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header{reinterpret_cast<const char*>(data), size};
  const std::string name = "__Host-s";
  const auto value = gatehouse::api::find_cookie(header, name);
  if (!value) return 0;
  for (const char c : *value) {
    GH_ASSERT(c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\');
  }
  GH_ASSERT(header.find(name + "=" + std::string(*value)) != std::string_view::npos);
  // What was read can be written and read again.
  const auto written = gatehouse::api::format_host_cookie(name, *value);
  GH_ASSERT(gatehouse::api::find_cookie(written.substr(0, written.find(';')), name) == *value);
  return 0;
}
