// What attacks on the second half of a sign-in share.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>

namespace gatehouse {

inline constexpr auto phone = "+8801712345678";
inline constexpr auto mailbox = "rahim@mail.example";
inline constexpr int racers = 50;

inline std::string wrong(const std::string& code) { return code == "000000" ? "000001" : "000000"; }

inline std::size_t at(int i) { return static_cast<std::size_t>(i); }

inline boost::json::value options_of(const test::Answer& answer) {
  return answer.body.at("public_key");
}

inline std::vector<std::string> start_many(const test::Person& person, int count) {
  std::vector<std::string> ids;
  for (int i = 0; i < count; ++i) ids.push_back(person.start_id());
  return ids;
}

inline std::string sessions_since(const test::Service& service, Timestamp time) {
  return service.database
      .value("SELECT count(*) FROM user_sessions WHERE created_at >= $1::timestamptz",
             {format_rfc3339(time)})
      .value();
}

// One session of all that try with the same proof, in one sign-in or in many.
inline void expect_one(const test::Service& service, const std::vector<test::Answer>& answers,
                       Timestamp since) {
  EXPECT_EQ(test::with_status(answers, 200), 1) << test::codes_of(answers);
  EXPECT_EQ(sessions_since(service, since), "1");
}

}  // namespace gatehouse
