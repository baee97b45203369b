#include <gatehouse/platform/runtime/thread_pool.hpp>

#include <latch>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::runtime {
namespace {

using namespace std::chrono_literals;

struct Calls {
  int done = 0;
  int refused = 0;
  int failed = 0;
  bool on_caller = true;
};

template <class F>
Task<> call(ThreadPool& pool, F work, Calls& calls) {
  const auto caller = std::this_thread::get_id();
  try {
    co_await pool.run(work);
    ++calls.done;
  } catch (const Unavailable&) {
    ++calls.refused;
  } catch (const std::runtime_error&) {
    ++calls.failed;
  }
  if (std::this_thread::get_id() != caller) calls.on_caller = false;
}

TEST(ThreadPool, ResumesTheCallerOnItsOwnThreadWithResultOrException) {
  ThreadPool pool({.name = "test", .threads = 2});
  boost::asio::io_context context(1);
  Calls calls;
  const auto elsewhere = [caller = std::this_thread::get_id()] {
    return std::this_thread::get_id() != caller ? 1 : throw std::logic_error("on the event loop");
  };
  const auto fails = []() -> int { throw std::runtime_error("broken"); };
  boost::asio::co_spawn(context, call(pool, elsewhere, calls), boost::asio::detached);
  boost::asio::co_spawn(context, call(pool, fails, calls), boost::asio::detached);
  context.run();
  EXPECT_EQ(calls.done, 1);
  EXPECT_EQ(calls.failed, 1);
  EXPECT_TRUE(calls.on_caller);
}

TEST(ThreadPool, RefusesAtOnceWhatItsQueueCannotHold) {
  ThreadPool pool({.name = "test", .threads = 1, .max_queue = 3});
  boost::asio::io_context context(1);
  Calls calls;
  std::latch release(1);
  const auto blocks = [&release] {
    release.wait();
    return true;
  };
  boost::asio::co_spawn(context, call(pool, blocks, calls), boost::asio::detached);
  context.poll();
  while (pool.queue_depth() > 0) std::this_thread::yield();
  for (int i = 0; i < 10; ++i) {
    boost::asio::co_spawn(context, call(pool, blocks, calls), boost::asio::detached);
  }
  context.restart();
  context.poll();
  EXPECT_EQ(calls.refused, 7);
  EXPECT_EQ(pool.queue_depth(), 3U);
  release.count_down();
  context.run();
  EXPECT_EQ(calls.done, 4);
  EXPECT_EQ(pool.queue_depth(), 0U);
}

TEST(ThreadPool, KeepsAPlaceForWorkThatComesLater) {
  ThreadPool pool({.name = "test", .threads = 1, .max_queue = 2});
  boost::asio::io_context context(1);
  Calls calls;
  const auto work = [] { return true; };
  std::optional<ThreadPool::Place> kept{pool.reserve()};
  {
    const auto given_back = pool.reserve();
    EXPECT_THROW(pool.reserve(), Unavailable);
  }
  boost::asio::co_spawn(context, call(pool, work, calls), boost::asio::detached);
  context.run();
  EXPECT_EQ(calls.done, 1) << "in the place that was given back";
  EXPECT_EQ(pool.queue_depth(), 1U);
  const auto later = [&]() -> Task<> { co_await pool.run(std::move(*kept), work); };
  boost::asio::co_spawn(context, later(), boost::asio::detached);
  context.restart();
  context.run();
  kept.reset();
  EXPECT_EQ(pool.queue_depth(), 0U);
}

TEST(ThreadPool, RefusesWhatWouldWaitTooLong) {
  ThreadPool pool({.name = "test", .threads = 1, .max_queue = 1000, .max_wait = 100ms});
  boost::asio::io_context context(1);
  Calls calls;
  const auto slow = [] {
    std::this_thread::sleep_for(30ms);
    return true;
  };
  boost::asio::co_spawn(context, call(pool, slow, calls), boost::asio::detached);
  context.run();
  for (int i = 0; i < 50; ++i) {
    boost::asio::co_spawn(context, call(pool, slow, calls), boost::asio::detached);
  }
  context.restart();
  context.run();
  EXPECT_GE(calls.done, 3) << "the first, and two more than the thread can begin";
  EXPECT_LE(calls.done, 8);
  EXPECT_EQ(calls.done + calls.refused, 51);
}

TEST(ThreadPool, DoesNotBeginWhatIsLate) {
  ThreadPool pool({.name = "test", .threads = 1});
  boost::asio::io_context context(1);
  Calls calls;
  std::atomic<int> begun{0};
  const auto within = [&](std::chrono::milliseconds time) -> Task<> {
    const telemetry::ActivityScope activity{{.deadline = std::chrono::steady_clock::now() + time}};
    co_await call(
        pool,
        [&begun] {
          ++begun;
          std::this_thread::sleep_for(60ms);
          return true;
        },
        calls);
  };
  boost::asio::co_spawn(context, within(10s), boost::asio::detached);
  boost::asio::co_spawn(context, within(20ms), boost::asio::detached);
  boost::asio::co_spawn(context, within(10s), boost::asio::detached);
  boost::asio::co_spawn(context, within(-1ms), boost::asio::detached);
  context.run();
  EXPECT_EQ(calls.done, 2) << "a deadline that passes during the work does not matter";
  EXPECT_EQ(calls.refused, 2) << "one in the queue, one before it";
  EXPECT_EQ(begun, 2);
}

TEST(ThreadPool, DropsWhatWaitsWhenItEnds) {
  boost::asio::io_context context(1);
  Calls calls;
  {
    ThreadPool pool({.name = "test", .threads = 1});
    const auto slow = [] {
      std::this_thread::sleep_for(20ms);
      return true;
    };
    for (int i = 0; i < 20; ++i) {
      boost::asio::co_spawn(context, call(pool, slow, calls), boost::asio::detached);
    }
    context.poll();
  }
  context.restart();
  context.poll();
  EXPECT_LE(calls.done, 2);
  EXPECT_EQ(calls.refused, 0);
}

}  // namespace
}  // namespace gatehouse::runtime
