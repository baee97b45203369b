// What tests of approvals share: asking another device, and answering on it.
#pragma once

#include <string>

#include <gatehouse/test/person.hpp>

namespace gatehouse {

// "Has the other device answered?"
inline test::Answer go_on(const test::Service& service, const std::string& sign_in,
                          const std::string& method, const test::Extras& extras = {}) {
  return test::post_json(service, "/v1/sign-ins/" + sign_in + "/verify", {{"method", method}},
                         extras);
}

inline std::string first_pending(const test::Person& person) {
  return person.get("/v1/me/approvals").text("/items/0/id");
}

inline test::Answer decide(const test::Person& person, const std::string& approval,
                           const boost::json::object& answer) {
  return person.post("/v1/me/approvals/" + approval, answer);
}

inline std::int64_t number_of(const test::Answer& asked) {
  return asked.body.at("number").as_int64();
}

inline std::int64_t other_number(const test::Answer& shown, std::int64_t right) {
  for (const auto& one : shown.body.at("numbers").as_array()) {
    if (one.as_int64() != right) return one.as_int64();
  }
  return 0;
}

inline std::string token_in(const test::Answer& asked) {
  const auto uri = asked.text("/qr_uri");
  return uri.substr(uri.find('#') + 1);
}

inline test::Answer scan(const test::Person& person, const test::Answer& asked) {
  return person.post("/v1/me/approvals/scan", {{"code", token_in(asked)}});
}

// Another session of the same person, which signed in before there were factors.
inline test::Person other_session(const test::Person& person) {
  auto other = person;
  other.go_on(person.start({}, {{"device", {{"name", "Tablet"}}}}));
  return other;
}

}  // namespace gatehouse
