#include <gatehouse/platform/api/problem.hpp>

#include <gatehouse/platform/api/json.hpp>

#include "problem_body.hpp"

namespace gatehouse::api {
namespace {

std::vector<ProblemViolation> violations_of(const Error& error) {
  std::vector<ProblemViolation> list;
  list.reserve(error.violations.size());
  for (const auto& violation : error.violations) {
    const bool silent = violation.detail.empty();
    list.push_back({violation.pointer, violation.rule,
                    silent ? std::nullopt : std::optional(violation.detail)});
  }
  return list;
}

}  // namespace

http::Response problem(const Error& error, std::string_view request_id) {
  const auto& info = error_info(error.code);
  Problem body{.type = "/problems/" + std::string(info.name),
               .title = std::string(info.title),
               .status = info.status,
               .code = std::string(info.name)};
  if (!error.detail.empty()) body.detail = error.detail;
  if (!error.violations.empty()) body.violations = violations_of(error);
  if (!request_id.empty()) body.request_id = request_id;
  http::Response response;
  response.status = info.status;
  response.set_header("Content-Type", "application/problem+json");
  if (error.retry_after) {
    response.set_header("Retry-After", std::to_string(error.retry_after->count()));
  }
  response.body = encode_json(body);
  return response;
}

}  // namespace gatehouse::api
