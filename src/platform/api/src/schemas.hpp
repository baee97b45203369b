// JSON Schema (2020-12, as OpenAPI 3.1 uses it) of shapes.
#pragma once

#include <map>
#include <set>
#include <string>

#include <boost/json/object.hpp>

#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

class Schemas {
 public:
  /// Notes that values of this shape arrive in requests: rules are enforced there, so their schemas state them.
  void add_input(const Shape& shape);

  /// The schema of a value: a reference for objects and enumerations, which become components. Throws std::logic_error
  /// when two types have one name.
  boost::json::object of(const Shape& shape, const Field& field, bool input);

  /// An object of some members only, in place.
  boost::json::object of_members(const RouteInfo& route);

  /// Every component referred to, by name.
  boost::json::object components() const;

 private:
  boost::json::object reference(const Shape& shape);
  boost::json::object object(const Shape& shape);

  std::set<const Shape*> inputs_;
  std::map<std::string, std::pair<const Shape*, boost::json::object>> components_;
};

}  // namespace gatehouse::api
