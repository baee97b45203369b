// The members of a problem (RFC 9457 section 3), for the answer and for its schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include <gatehouse/platform/api/fields.hpp>

namespace gatehouse::api {

struct ProblemViolation {
  std::string pointer;
  std::string rule;
  std::optional<std::string> detail;
};
BOOST_DESCRIBE_STRUCT(ProblemViolation, (), (pointer, rule, detail))

inline Fields fields_of(std::type_identity<ProblemViolation>) {
  return {{"pointer",
           {.description = "RFC 6901 pointer into the body, or ?name of a query parameter."}},
          {"rule",
           {.description = "required, unknown, type, range, length, format, enum, items, "
                           "characters, duplicate, depth, "
                           "or a rule of the operation."}},
          {"detail", {.description = "What to do about it, in English."}}};
}

struct Problem {
  std::string type;
  std::string title;
  std::int32_t status = 0;
  std::string code;
  std::optional<std::string> detail;
  std::optional<std::vector<ProblemViolation>> violations;
  std::optional<std::string> request_id;
};
BOOST_DESCRIBE_STRUCT(Problem, (), (type, title, status, code, detail, violations, request_id))

inline Fields fields_of(std::type_identity<Problem>) {
  return {{"code", {.description = "Stable name of the error: switch on it, not on texts."}}};
}

}  // namespace gatehouse::api
