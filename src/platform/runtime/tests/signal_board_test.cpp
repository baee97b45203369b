#include <gatehouse/platform/runtime/signal_board.hpp>

#include <atomic>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/workers.hpp>

namespace gatehouse::runtime {
namespace {

using namespace std::chrono_literals;

using Subscription = SignalBoard::Subscription;
using Duration = std::chrono::steady_clock::duration;

Uuid key_of(std::uint32_t number) {
  Uuid key;
  for (std::size_t i = 0; i < 4; ++i) {
    key.bytes[12 + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  }
  return key;
}

// What waiters were told.
struct Told {
  int yes = 0;
  int no = 0;
  int all() const { return yes + no; }
};

Task<> wait(SignalBoard& board, Uuid key, Duration limit, Told& told) {
  ++(co_await board.wait(key, limit) ? told.yes : told.no);
}

Task<> wait_on(Subscription& subscription, Duration limit, Told& told) {
  ++(co_await subscription.wait(limit) ? told.yes : told.no);
}

Task<> wait_with_its_own(Subscription subscription, Told& told) {
  ++(co_await subscription.wait(1h) ? told.yes : told.no);
}

class SignalBoardTest : public testing::Test {
 protected:
  void start(Task<> task) {
    boost::asio::co_spawn(context_, std::move(task), boost::asio::detached);
    run();
  }
  // All that can be done now.
  void run() {
    context_.restart();
    context_.poll();
  }

  boost::asio::io_context context_{1};
  SignalBoard board_{context_};
  Told told_;
};

TEST_F(SignalBoardTest, WakesWhoWaitsForTheKeyAndNobodyElse) {
  Told other;
  start(wait(board_, key_of(1), 1h, told_));
  start(wait(board_, key_of(1), 1h, told_));
  start(wait(board_, key_of(2), 1h, other));
  EXPECT_EQ(board_.subscriptions(), 3U);
  board_.notify(key_of(3));
  run();
  EXPECT_EQ(told_.all() + other.all(), 0);
  board_.notify(key_of(1));
  EXPECT_EQ(told_.all(), 0) << "nobody runs inside notify()";
  run();
  EXPECT_EQ(told_.yes, 2);
  EXPECT_EQ(other.all(), 0);
  EXPECT_EQ(board_.subscriptions(), 1U);
}

TEST_F(SignalBoardTest, GivesUpAtTheLimit) {
  const auto begun = std::chrono::steady_clock::now();
  start(wait(board_, key_of(1), 30ms, told_));
  start(wait(board_, key_of(2), -1s, told_));
  context_.restart();
  context_.run();
  EXPECT_EQ(told_.no, 2);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 30ms);
  EXPECT_EQ(board_.subscriptions(), 0U);
}

TEST_F(SignalBoardTest, WaitsWithoutALimit) {
  start(wait(board_, key_of(1), Duration::max(), told_));
  EXPECT_EQ(told_.all(), 0);
  board_.notify(key_of(1));
  run();
  EXPECT_EQ(told_.yes, 1);
}

TEST_F(SignalBoardTest, DoesNotLoseWhatComesBetweenSubscribingAndWaiting) {
  auto subscription = board_.subscribe(key_of(1));
  board_.notify(key_of(1));
  board_.notify(key_of(1));
  start(wait_on(subscription, 1h, told_));
  EXPECT_EQ(told_.yes, 1);
  start(wait_on(subscription, 1ms, told_));
  context_.restart();
  context_.run();
  EXPECT_EQ(told_.yes, 1) << "two signals before one look are one";
  EXPECT_EQ(told_.no, 1);
}

TEST_F(SignalBoardTest, KeepsASignalThatComesTogetherWithTheLimit) {
  auto subscription = board_.subscribe(key_of(1));
  start(wait_on(subscription, 1ms, told_));
  std::this_thread::sleep_for(5ms);
  board_.notify(key_of(1));
  run();
  EXPECT_EQ(told_.yes, 1);
}

TEST_F(SignalBoardTest, ForgetsOnlyWhatEnds) {
  auto stays = board_.subscribe(key_of(1));
  {
    auto goes = board_.subscribe(key_of(1));
    auto moved = std::move(goes);
    EXPECT_EQ(board_.subscriptions(), 2U);
    stays = std::move(moved);
    EXPECT_EQ(board_.subscriptions(), 1U) << "the one that was replaced has ended";
  }
  board_.notify(key_of(1));
  start(wait_on(stays, 1h, told_));
  EXPECT_EQ(told_.yes, 1);
}

TEST_F(SignalBoardTest, ClosedWakesWhoWaitsAndGivesNoSignalAnyMore) {
  auto subscription = board_.subscribe(key_of(1));
  start(wait_on(subscription, 1h, told_));
  subscription.close();
  run();
  EXPECT_EQ(told_.no, 1);
  EXPECT_TRUE(subscription.is_closed());
  board_.notify(key_of(1));
  start(wait_on(subscription, 1h, told_));
  EXPECT_EQ(told_.no, 2);
}

TEST_F(SignalBoardTest, LetsAWaiterGoOnWhoseSubscriptionEnds) {
  auto subscription = std::make_unique<Subscription>(board_.subscribe(key_of(1)));
  start(wait_on(*subscription, 1h, told_));
  subscription.reset();
  board_.notify(key_of(1));
  run();
  EXPECT_EQ(told_.no, 1);
  EXPECT_EQ(board_.subscriptions(), 0U);
}

TEST_F(SignalBoardTest, SurvivesACancelledWaiter) {
  boost::asio::cancellation_signal cancel;
  boost::asio::co_spawn(context_, wait(board_, key_of(1), 1h, told_),
                        boost::asio::bind_cancellation_slot(cancel.slot(), boost::asio::detached));
  run();
  EXPECT_EQ(board_.subscriptions(), 1U);
  cancel.emit(boost::asio::cancellation_type::terminal);
  run();
  EXPECT_EQ(board_.subscriptions(), 0U);
  EXPECT_EQ(told_.yes, 0);
  board_.notify(key_of(1));
  run();
}

// As when the program ends: the loop is destroyed with the coroutines that are suspended in it.
TEST(SignalBoard, SurvivesTheEndOfItsWaitersInAnyOrder) {
  Told told;
  for (const bool board_first : {true, false}) {
    auto context = std::make_unique<boost::asio::io_context>(1);
    auto board = std::make_unique<SignalBoard>(*context);
    for (std::uint32_t i = 0; i < 10; ++i) {
      boost::asio::co_spawn(*context, wait_with_its_own(board->subscribe(key_of(i % 3)), told),
                            boost::asio::detached);
    }
    context->poll();
    board->notify(key_of(0));
    if (board_first) board.reset();
    context.reset();
    if (board) {
      EXPECT_EQ(board->subscriptions(), 0U);
    }
  }
  EXPECT_EQ(told.all(), 0);
}

TEST_F(SignalBoardTest, HoldsThousandsAndFindsEach) {
  constexpr std::uint32_t waiters = 20'000;
  for (std::uint32_t i = 0; i < waiters; ++i) {
    boost::asio::co_spawn(context_, wait(board_, key_of(i / 2), 1h, told_), boost::asio::detached);
  }
  run();
  EXPECT_EQ(board_.subscriptions(), waiters);
  const auto begun = std::chrono::steady_clock::now();
  for (std::uint32_t i = 0; i < waiters / 2; ++i) {
    board_.notify(key_of(i));
    run();
    ASSERT_EQ(told_.yes, static_cast<int>(2 * (i + 1)));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_EQ(board_.subscriptions(), 0U);
}

TEST(SignalBoards, ReachEachWorkerOnItsOwnThread) {
  Workers workers(3);
  SignalBoards boards;
  std::vector<std::unique_ptr<SignalBoard>> each;
  for (int i = 0; i < workers.size(); ++i) {
    each.push_back(std::make_unique<SignalBoard>(workers.context(i)));
    boards.add(*each.back());
  }
  // Each waiter belongs to one thread; they are read when the threads have ended.
  std::vector<Told> told(3);
  std::atomic<int> done{0};
  constexpr std::uint32_t keys = 200;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::uint32_t key = 0; key < keys; ++key) {
      boost::asio::co_spawn(workers.context(static_cast<int>(i)),
                            wait(*each[i], key_of(key), 10s, told[i]),
                            [&done](const std::exception_ptr&) { ++done; });
    }
  }
  workers.start();
  workers.on_each([](int) {});
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t part = 0; part < 4; ++part) {
      threads.emplace_back([&boards, part] {
        for (std::uint32_t key = part; key < keys; key += 4) boards.notify(key_of(key));
      });
    }
  }
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (done < static_cast<int>(3 * keys) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(1ms);
  // A board that has ended is passed over, whatever is under way.
  std::jthread late([&boards] {
    for (std::uint32_t key = 0; key < 1000; ++key) boards.notify(key_of(key));
  });
  workers.on_each([&each](int i) { each[static_cast<std::size_t>(i)].reset(); });
  late.join();
  workers.stop();
  for (const auto& of_worker : told) EXPECT_EQ(of_worker.yes, static_cast<int>(keys));
}

}  // namespace
}  // namespace gatehouse::runtime
