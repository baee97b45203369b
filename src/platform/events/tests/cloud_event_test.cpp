#include <gatehouse/platform/events/cloud_event.hpp>

#include <map>

#include <gtest/gtest.h>

#include "acknowledgement.hpp"
#include "waves.hpp"

namespace gatehouse::events {
namespace {

CloudEvent example() {
  return {.id = "evt_1",
          .source = "https://accounts.example",
          .type = "gatehouse.session.started",
          .subject = "acct_7",
          .time = *parse_rfc3339("2026-01-31T09:00:00.123Z"),
          .data = R"({"a":"é"})"};
}

TEST(CloudEvents, AreHeadersAndABody) {
  const auto message = to_message(example());
  EXPECT_EQ(message.id, "evt_1") << "what the stream drops duplicates by";
  EXPECT_EQ(message.order_key, "acct_7");
  EXPECT_EQ(message.subject, "gatehouse.session.started");
  EXPECT_EQ(message.body, R"({"a":"é"})");
  const std::map<std::string, std::string> expected{{"ce-specversion", "1.0"},
                                                    {"ce-id", "evt_1"},
                                                    {"ce-source", "https://accounts.example"},
                                                    {"ce-type", "gatehouse.session.started"},
                                                    {"ce-subject", "acct_7"},
                                                    {"ce-time", "2026-01-31T09:00:00.123Z"},
                                                    {"ce-datacontenttype", "application/json"}};
  EXPECT_EQ((std::map<std::string, std::string>(message.headers.begin(), message.headers.end())),
            expected);
}

TEST(CloudEvents, AboutNobodyHaveNoSubject) {
  auto event = example();
  event.subject.clear();
  for (const auto& [name, value] : to_message(event).headers) EXPECT_NE(name, "ce-subject");
}

// The example of the binding, and what would end a header.
TEST(CloudEvents, EncodeWhatAHeaderCannotHold) {
  EXPECT_EQ(encode_header("Euro € 😀"), "Euro%20%E2%82%AC%20%F0%9F%98%80");
  EXPECT_EQ(encode_header("a\r\nb: \"100%\"\x7f"), "a%0D%0Ab:%20%22100%25%22%7F");
  EXPECT_EQ(encode_header("!#$&~/?="), "!#$&~/?=");
}

TEST(Acknowledgements, TellRefusalsApart) {
  EXPECT_EQ(refusal_in(R"({"stream":"S","seq":7})"), "");
  EXPECT_EQ(refusal_in(R"({"stream":"S","seq":7,"duplicate":true})"), "");
  EXPECT_EQ(refusal_in(R"({"error":{"code":503,"err_code":10077,"description":"full"}})"), "full");
  for (const auto* text : {"", "+OK", "{", "[]", "null", "{}", R"({"seq":"7"})", R"({"error":1})",
                           R"({"error":{"description":7},"seq":1})", R"({"stream":"S"})"})
    EXPECT_NE(refusal_in(text), "") << text;
}

using Waves = std::vector<std::vector<std::size_t>>;

std::vector<Message> with_keys(const std::string& keys) {
  std::vector<Message> batch;
  for (const char key : keys)
    batch.push_back({.id = {}, .order_key = {key}, .subject = {}, .headers = {}, .body = {}});
  return batch;
}

TEST(Waves, HaveNoTwoMessagesOfOneKey) {
  EXPECT_EQ(waves_of({}), Waves{});
  EXPECT_EQ(waves_of(with_keys("abc")), (Waves{{0, 1, 2}}));
  EXPECT_EQ(waves_of(with_keys("abaca")), (Waves{{0, 1, 3}, {2}, {4}}));
  EXPECT_EQ(waves_of(with_keys("aabb")), (Waves{{0, 2}, {1, 3}}));
}

}  // namespace
}  // namespace gatehouse::events
