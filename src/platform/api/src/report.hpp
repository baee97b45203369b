// Collects the broken rules of one document.
#pragma once

#include <optional>
#include <vector>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/shape.hpp>

#include "place.hpp"
#include "rules.hpp"

namespace gatehouse::api {

class Report {
 public:
  /// Notes a broken rule, if there is one. Beyond max_violations they are counted only.
  void add(const Place& place, std::optional<Broken> broken);
  /// The same where the place is no JSON pointer ("?limit").
  void add(std::string pointer, Broken broken);
  /// Notes why the text is malformed, and answers false, for the reader to stop.
  bool fail(const Place& place, Broken broken);
  /// Lets an object's check_fields speak.
  void check(const Shape& object, const void* value, const Place& place);

  std::size_t count() const noexcept { return count_; }
  /// malformed_json, with the reason when it is more than a syntax error.
  Error malformed();
  /// validation_failed, or empty when no rule is broken.
  std::optional<Error> invalid();

 private:
  std::vector<Violation> violations_;
  std::size_t count_ = 0;
  std::optional<Violation> reason_;
};

}  // namespace gatehouse::api
