#include "place.hpp"

namespace gatehouse::api {
namespace {

constexpr std::size_t max_name = 64;

// Never ends within a UTF-8 sequence.
std::string_view cut(std::string_view name) {
  if (name.size() <= max_name) return name;
  std::size_t end = max_name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end);
}

}  // namespace

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : cut(name)) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

std::string pointer_of(const Place& place) {
  if (place.parent == nullptr) return {};
  return pointer_of(*place.parent) +
         (place.index ? "/" + std::to_string(*place.index) : pointer_step(place.name));
}

}  // namespace gatehouse::api
