#include <gatehouse/platform/api/openapi.hpp>

#include <boost/json/parse.hpp>

#include "service.hpp"

namespace gatehouse::api::testing {
namespace {

namespace json = boost::json;

json::value document(std::span<const RouteInfo> routes) {
  return json::parse(
      openapi_document(routes, {.version = "1.0.0", .server_url = "https://id.example"}));
}

TEST(OpenApi, DescribesRequestsByTheirRules) {
  Service service;
  const auto doc = document(service.router().routes());
  EXPECT_EQ(doc.at("openapi"), "3.1.0");
  const auto& create = doc.at("paths").at("/orders").at("post");
  EXPECT_EQ(create.at("operationId"), "createOrder");
  EXPECT_EQ(create.at("tags").at(0), "orders");
  EXPECT_TRUE(create.at("security").as_array().empty());
  EXPECT_EQ(create.at("requestBody").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/Order");
  const auto& order = doc.at("components").at("schemas").at("Order");
  EXPECT_EQ(order.at("additionalProperties"), false);
  EXPECT_EQ(order.at("required"), json::parse(R"(["email","password","lines"])"));
  EXPECT_EQ(order.at("properties").at("email").at("format"), "email");
  EXPECT_EQ(order.at("properties").at("email").at("maxLength"), 254);
  EXPECT_EQ(order.at("properties").at("email").at("description"), "Where to write.");
  EXPECT_EQ(order.at("properties").at("nickname").at("type"), json::parse(R"(["string","null"])"));
  EXPECT_EQ(order.at("properties").at("lines").at("maxItems"), 3);
  EXPECT_EQ(doc.at("components").at("schemas").at("Colour").at("enum"),
            json::parse(R"(["red","green"])"));
}

TEST(OpenApi, DescribesParametersAccessAndAnswers) {
  Service service;
  const auto doc = document(service.router().routes());
  const auto& rename = doc.at("paths").at("/sessions/{id}").at("patch");
  EXPECT_EQ(rename.at("parameters").at(0).at("in"), "path");
  EXPECT_EQ(rename.at("parameters").as_array().size(), 1U);
  EXPECT_FALSE(rename.at("requestBody")
                   .at("content")
                   .at("application/json")
                   .at("schema")
                   .at("properties")
                   .as_object()
                   .contains("id"));
  EXPECT_TRUE(rename.at("responses").at("401").at("x-error-codes").as_array().size() >= 2);
  const auto& end = doc.at("paths").at("/sessions/{id}").at("delete");
  EXPECT_EQ(end.at("x-step-up").at("max_age"), 300);
  EXPECT_TRUE(end.at("responses").as_object().contains("204"));
  const auto& list = doc.at("paths").at("/sessions").at("get");
  EXPECT_EQ(list.at("parameters").as_array().size(), 4U);
  EXPECT_EQ(
      list.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref"),
      "#/components/schemas/SessionPage");
  EXPECT_TRUE(list.at("responses").as_object().contains("429"));
  EXPECT_EQ(
      doc.at("paths").at("/orders").at("post").at("responses").at("409").at("x-error-codes").at(0),
      "conflict");
  EXPECT_TRUE(doc.at("components").at("schemas").as_object().contains("Problem"));
}

TEST(OpenApi, IsTheSameForTheSameTable) {
  Service one;
  Service two;
  const ApiInfo info{.version = "1"};
  EXPECT_EQ(openapi_document(one.router().routes(), info),
            openapi_document(two.router().routes(), info));
}

TEST(OpenApi, RefusesTwoTypesOfOneName) {
  static const Shape other{.kind = Kind::object, .name = "Line"};
  Service service;
  std::vector<RouteInfo> routes(service.router().routes().begin(), service.router().routes().end());
  routes.push_back({.route = {.method = Method::get,
                              .path = "/other",
                              .operation_id = "other",
                              .summary = "Other",
                              .access = anonymous()},
                    .output = &other});
  EXPECT_THROW(openapi_document(routes, {.version = "1"}), std::logic_error);
}

TEST(ErrorsDocument, ListsTheWholeCatalogue) {
  const auto errors = json::parse(errors_document()).as_array();
  EXPECT_EQ(errors.size(), error_catalogue().size());
  EXPECT_EQ(errors.at(0).at("code"), "bad_request");
  EXPECT_EQ(errors.at(0).at("status"), 400);
}

}  // namespace
}  // namespace gatehouse::api::testing
