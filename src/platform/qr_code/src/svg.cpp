#include <fmt/format.h>

#include <gatehouse/platform/qr_code.hpp>

#include "symbol.hpp"

namespace gatehouse::qr_code {
namespace {

// A rectangle for each run of dark modules in a row.
std::string dark_runs(const Symbol& symbol) {
  std::string path;
  for (int y = 0; y < symbol.size(); ++y) {
    for (int x = 0; x < symbol.size(); ++x) {
      const int start = x;
      while (symbol.is_dark(x, y)) ++x;  // ends in the quiet zone at the latest
      if (x > start)
        fmt::format_to(std::back_inserter(path), "M{} {}h{}v1H{}z", start, y, x - start, start);
    }
  }
  return path;
}

}  // namespace

std::string svg(std::string_view text) {
  const auto symbol = Symbol::of(text);
  if (!symbol) return {};
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">)"
      R"(<rect width="{0}" height="{0}" fill="#fff"/><path d="{1}" fill="#000"/></svg>)",
      symbol->size(), dark_runs(*symbol));
}

}  // namespace gatehouse::qr_code
