#include <gatehouse/platform/api/limits.hpp>

#include <gtest/gtest.h>

namespace gatehouse::api {
namespace {

using namespace std::chrono_literals;

TEST(LocalRateLimiter, GrantsABurstThenOneTokenAtATime) {
  ManualClock clock;
  LocalRateLimiter limiter{clock};
  const auto limit = per_address(5, 10s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(limiter.take_now("a", limit), 0us) << i;
  EXPECT_EQ(limiter.take_now("a", limit), 2s);
  EXPECT_EQ(limiter.take_now("b", limit), 0us) << "another bucket";
  clock.advance(2s);
  EXPECT_EQ(limiter.take_now("a", limit), 0us);
  EXPECT_EQ(limiter.take_now("a", limit), 2s) << "a refused request takes nothing";
  clock.advance(100s);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(limiter.take_now("a", limit), 0us) << "never more than the burst";
  EXPECT_GT(limiter.take_now("a", limit), 0us);
}

TEST(LocalRateLimiter, KeepsTheWorstOffendersWhenKeysFloodIt) {
  ManualClock clock;
  LocalRateLimiter limiter{clock, 1600};
  const auto limit = per_address(10, 1000s);
  while (limiter.take_now("offender", limit) == 0us) {
  }
  for (int i = 0; i < 20'000; ++i) limiter.take_now("flood" + std::to_string(i), limit);
  EXPECT_GT(limiter.take_now("offender", limit), 0us);
}

}  // namespace
}  // namespace gatehouse::api
