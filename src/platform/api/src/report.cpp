#include "report.hpp"

#include <gatehouse/platform/api/json.hpp>

namespace gatehouse::api {

void Report::add(const Place& place, std::optional<Broken> broken) {
  if (broken) add(pointer_of(place), *std::move(broken));
}

void Report::add(std::string pointer, Broken broken) {
  if (++count_ > max_violations) return;
  violations_.push_back({std::move(pointer), std::string(broken.rule), std::move(broken.detail)});
}

bool Report::fail(const Place& place, Broken broken) {
  reason_ = Violation{pointer_of(place), std::string(broken.rule), std::move(broken.detail)};
  return false;
}

void Report::check(const Shape& object, const void* value, const Place& place) {
  if (object.check == nullptr) return;
  std::vector<Violation> found;
  object.check(value, found);
  for (auto& violation : found) {
    add(pointer_of(place) + violation.pointer, {violation.rule, std::move(violation.detail)});
  }
}

Error Report::malformed() {
  Error error{.code = ErrorCode::malformed_json};
  if (reason_) error.violations.push_back(*std::move(reason_));
  return error;
}

std::optional<Error> Report::invalid() {
  if (count_ == 0) return std::nullopt;
  return Error{.code = ErrorCode::validation_failed, .violations = std::move(violations_)};
}

}  // namespace gatehouse::api
