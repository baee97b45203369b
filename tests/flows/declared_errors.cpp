#include "declared_errors.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/app/documents.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::test {
namespace {

namespace json = boost::json;

struct Operation {
  std::string method;
  std::string path;  ///< as the document has it: "/v1/me/mfa/{id}"
  std::set<std::string, std::less<>> errors{};
};

std::vector<Operation> read_operations() {
  std::vector<Operation> operations;
  const auto document = json::parse(app::openapi_document());
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    for (const auto& [method, described] : methods.as_object()) {
      Operation operation{.method = method, .path = path};
      for (const auto& [status, response] : described.at("responses").as_object()) {
        const auto* codes = response.as_object().if_contains("x-error-codes");
        if (codes == nullptr) continue;
        for (const auto& code : codes->as_array()) operation.errors.emplace(code.as_string());
      }
      operations.push_back(std::move(operation));
    }
  }
  return operations;
}

// How many segments are the operation's own words; empty when the path is not its.
std::optional<int> match(std::string_view pattern, std::string_view path) {
  const auto wanted = split(pattern, '/');
  const auto given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  int words = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{')) continue;
    if (wanted[i] != given[i]) return std::nullopt;
    ++words;
  }
  return words;
}

const Operation* find(std::string_view method, std::string_view path) {
  static const auto operations = read_operations();
  const Operation* found = nullptr;
  int most = -1;
  for (const auto& one : operations) {
    const auto words = match(one.path, path);
    if (!words || *words <= most || !ascii_iequal(one.method, method)) continue;
    found = &one;
    most = *words;
  }
  return found;
}

}  // namespace

void expect_declared(std::string_view method, std::string_view path, std::string_view code) {
  // What operators ask may be answered on a port of their own alone.
  if (code.empty() || !path.starts_with("/v1/")) return;
  const auto* operation = find(method, path.substr(0, path.find('?')));
  if (operation == nullptr) return;
  EXPECT_TRUE(operation->errors.contains(code))
      << method << ' ' << operation->path << " answers " << code << ", which it does not declare";
}

}  // namespace gatehouse::test
