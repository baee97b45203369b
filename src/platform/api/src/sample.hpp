// Values that a shape's rules accept, and values that break exactly one of them.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <gatehouse/platform/api/shape.hpp>

namespace gatehouse::api {

/// A valid value: the field's example if it has one; of an object the required members only.
boost::json::value sample_value(const Shape& shape, const Field& field);

/// The same as a query parameter or path segment, not yet encoded. Only for shapes that can stand there.
std::string sample_text(const Shape& shape, const Field& field);

/// A value that breaks one rule.
struct BadValue {
  std::string pointer;  ///< of the violation, within the value
  std::string what;     ///< "has the wrong type"
  boost::json::value value;
};

/// One for each rule that the shape and its field state; of an object, those of its members, and missing and unknown
/// ones.
std::vector<BadValue> bad_values(const Shape& shape, const Field& field, int depth = 0);

}  // namespace gatehouse::api
