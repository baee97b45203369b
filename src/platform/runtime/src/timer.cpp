#include <gatehouse/platform/runtime/timer.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::runtime {

Task<> sleep_for(std::chrono::steady_clock::duration time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  const telemetry::Suspension away;
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace gatehouse::runtime
