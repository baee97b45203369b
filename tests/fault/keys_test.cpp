#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>

#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> published(const Program& program) {
  std::vector<std::string> kids;
  const auto answer = program.send({.method = "GET", .path = "/.well-known/jwks.json"});
  for (const auto& key : answer->body.at("keys").as_array())
    kids.emplace_back(key.at("kid").as_string());
  return kids;
}

std::string kid_of(const std::string& token) {
  const auto head = decode_base64url(token.substr(0, token.find('.')));
  return std::string(boost::json::parse(*head).at("kid").as_string());
}

TEST(Keys, AKeyThatAnOperatorMakesIsPublishedByTheRunningServiceBeforeItSigns) {
  Program program;
  const auto before = program.sign_up("rahim@example.com", 1).text("/tokens/access_token");
  ASSERT_EQ(published(program), std::vector{kid_of(before)});

  auto printed = program.command({"keys", "rotate"});
  ASSERT_TRUE(printed.ends_with('\n'));
  printed.pop_back();
  for (int i = 0; i < 500 && published(program).size() < 2; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(published(program), (std::vector{printed, kid_of(before)}));
  const auto me = program.send({.method = "GET", .path = "/v1/me", .token = before});
  EXPECT_EQ(me->status, 200);
  const auto after = program.sign_in("rahim@example.com", 2)->text("/tokens/access_token");
  EXPECT_EQ(kid_of(after), kid_of(before)) << "the new one waits until everybody can know it";
  EXPECT_EQ(ask(program.private_database(),
                "SELECT extract(epoch FROM activates_at - created_at)::int FROM signing_keys WHERE "
                "kid = '" +
                    printed + "'"),
            "600");
  EXPECT_EQ(
      ask(program.private_database(), "SELECT count(*) FROM signing_keys WHERE kid <> '" + printed +
                                          "' AND retires_at > now() + interval '25 minutes'"),
      "1")
      << "the old one stays until its last token has expired";
}

}  // namespace
}  // namespace gatehouse::fault
