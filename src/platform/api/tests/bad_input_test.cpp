#include <gatehouse/platform/api/bad_input.hpp>

#include <boost/json/parse.hpp>

#include "service.hpp"

namespace gatehouse::api::testing {
namespace {

bool has_pointer(const boost::json::object& problem, std::string_view pointer) {
  const auto* violations = problem.if_contains("violations");
  if (violations == nullptr) return false;
  for (const auto& violation : violations->as_array()) {
    if (violation.at("pointer").as_string() ==
        boost::json::string_view(pointer.data(), pointer.size()))
      return true;
  }
  return false;
}

TEST(BadInputs, AreRefusedByEveryRouteAsItsRulesSay) {
  Service service;
  std::size_t count = 0;
  for (const auto& route : service.router().routes()) {
    for (const auto& bad : bad_inputs(route)) {
      ++count;
      const Headers headers{{"Authorization", "Bearer alice"}, {"Content-Type", bad.content_type}};
      const auto response = service.send(bad.method, bad.target, headers, bad.body);
      ASSERT_EQ(response.status, bad.status) << bad.name << "\n"
                                             << bad.target << "\n"
                                             << response.body;
      const auto problem = problem_of(response);
      EXPECT_EQ(std::string_view(problem.at("code").as_string()), bad.code) << bad.name;
      if (!bad.pointer.empty())
        EXPECT_TRUE(has_pointer(problem, bad.pointer)) << bad.name << response.body;
    }
  }
  EXPECT_GT(count, 100U);
}

TEST(SampleRequests, AreAccepted) {
  Service service;
  for (const auto& route : service.router().routes()) {
    const auto name = route.route.operation_id;
    if (name == "broken" || name == "down" || name == "late" || name == "tardy" ||
        name == "addContact" || name == "lock")
      continue;
    const auto sample = sample_request(route);
    const Headers headers{{"Authorization", "Bearer alice"}, {"Content-Type", "application/json"}};
    const auto response =
        service.send(method_name(route.route.method), sample.target, headers, sample.body);
    EXPECT_LT(response.status, 300) << name << sample.target << sample.body << response.body;
  }
}

}  // namespace
}  // namespace gatehouse::api::testing
