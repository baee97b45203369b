#include <gatehouse/base/ids.hpp>

#include <array>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <gatehouse/base/clock.hpp>

namespace gatehouse {
namespace {

TEST(TypeId, KeepsItsPrefixAndRefusesOthers) {
  const auto id = AccountId::make(SystemClock{}.now());
  EXPECT_TRUE(id.text().starts_with("acct_"));
  EXPECT_EQ(AccountId::parse(id.text()), id);
  EXPECT_FALSE(SessionId::parse(id.text()));
  EXPECT_FALSE(AccountId::parse("acct_8zzzzzzzzzzzzzzzzzzzzzzzzz")) << "129 bits";
  EXPECT_FALSE(AccountId::parse("acct_" + std::string(26, 'u')));
  // The TypeID specification's own example.
  const auto known = parse_typeid("prefix", "prefix_0123456789abcdefghjkmnpqrs");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->text(), "0110c853-1d09-52d8-d73e-1194e95b5f19");
}

TEST(Uuid, CarriesItsMillisecond) {
  const auto now = *parse_rfc3339("2026-01-31T09:00:00.123Z");
  EXPECT_EQ(Uuid::make(now).time(), now);
  EXPECT_EQ(Uuid::make(now).text()[14], '7');
}

TEST(Uuid, IsNeverMadeTwice) {
  const auto now = SystemClock{}.now();
  std::vector<std::vector<Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& own : made) {
    threads.emplace_back([&own, now] {
      for (int i = 0; i < 5000; ++i) own.push_back(Uuid::make(now));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> texts;
  std::array<std::uint8_t, 16> ones{};
  std::array<std::uint8_t, 16> zeros{};
  for (const auto& own : made) {
    for (const auto& uuid : own) {
      texts.insert(uuid.text());
      for (std::size_t i = 0; i < ones.size(); ++i) {
        ones[i] |= uuid.bytes[i];
        zeros[i] |= static_cast<std::uint8_t>(~uuid.bytes[i]);
      }
    }
  }
  EXPECT_EQ(texts.size(), 20000U);
  // Behind the time all bits vary but those of version and variant (RFC 9562 section 5.7).
  EXPECT_EQ(ones[6] & zeros[6], 0x0F);
  EXPECT_EQ(ones[8] & zeros[8], 0x3F);
  for (const std::size_t i : {7, 9, 10, 11, 12, 13, 14, 15}) EXPECT_EQ(ones[i] & zeros[i], 0xFF);
}

}  // namespace
}  // namespace gatehouse
