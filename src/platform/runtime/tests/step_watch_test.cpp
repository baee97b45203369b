#include <gatehouse/platform/runtime/step_watch.hpp>

#include <latch>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/platform/runtime/workers.hpp>
#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::runtime {
namespace {

using namespace std::chrono_literals;
using Durations = std::vector<std::chrono::steady_clock::duration>;

class StepWatch : public testing::Test {
 protected:
  void SetUp() override {
#ifndef BOOST_ASIO_CUSTOM_HANDLER_TRACKING
    GTEST_SKIP() << "steps are watched in builds with GH_WATCH_STEPS only";
#endif
    reported().clear();
    slow_step_report = [](auto took) { reported().push_back(took); };
  }
  void TearDown() override { slow_step_report = nullptr; }

  static Durations& reported() {
    static Durations durations;
    return durations;
  }

  boost::asio::io_context context;
};

TEST_F(StepWatch, TellsOfAStepThatBlocksOnAnIdleLoopAndOnABusyOne) {
  boost::asio::post(context, [] { std::this_thread::sleep_for(30ms); });
  context.run();
  ASSERT_EQ(reported().size(), 1U);
  EXPECT_GE(reported()[0], 30ms);

  context.restart();
  boost::asio::steady_timer timer(context, 10ms);
  timer.async_wait([](auto) { std::this_thread::sleep_for(30ms); });
  for (int i = 0; i < 5; ++i) boost::asio::post(context, [] {});
  context.run();
  ASSERT_EQ(reported().size(), 2U) << "waiting for the timer is no step";
  EXPECT_GE(reported()[1], 30ms);
}

TEST_F(StepWatch, CountsEachStepOfACoroutineAlone) {
  boost::asio::co_spawn(
      context,
      []() -> Task<> {
        for (int i = 0; i < 4; ++i) {
          std::this_thread::sleep_for(8ms);
          co_await sleep_for(1ms);
        }
        co_await sleep_for(50ms);
      },
      boost::asio::detached);
  context.run();
  // A machine that is busy with others may stretch one of them.
  EXPECT_LE(reported().size(), 1U);
  boost::asio::co_spawn(
      context,
      []() -> Task<> {
        co_await sleep_for(1ms);
        std::this_thread::sleep_for(30ms);
      },
      boost::asio::detached);
  reported().clear();
  context.restart();
  context.run();
  EXPECT_GE(reported().size(), 1U);
}

TEST_F(StepWatch, TellsOnceOfAStepWithinAStepAndOfOneThatThrows) {
  boost::asio::post(context, [this] {
    boost::asio::dispatch(context, [] { std::this_thread::sleep_for(30ms); });
  });
  boost::asio::post(context, [] {
    std::this_thread::sleep_for(30ms);
    throw std::runtime_error("on purpose");
  });
  EXPECT_THROW(context.run(), std::runtime_error);
  EXPECT_EQ(reported().size(), 2U);
}

TEST_F(StepWatch, WritesSlowStepsOfTheWorkersToTheLog) {
  testing::internal::CaptureStderr();
  telemetry::start_log({.level = "warn", .json = true});
  Workers workers(1);
  workers.start();
  workers.on_each([](int) { std::this_thread::sleep_for(40ms); });
  workers.stop();
  telemetry::flush_log();
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(log.contains("\"event\":\"slow_step\"")) << log;
}

}  // namespace
}  // namespace gatehouse::runtime
