// What a coroutine waits for: the answer to a batch, or a timer.
#pragma once

#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/platform/runtime/task.hpp>

#include "batch.hpp"

namespace gatehouse::pg {

/// Submits by `submit` and waits until `last` is answered.
template <class Submit>
Task<> answered(std::shared_ptr<Batch> last, Submit submit) {
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      [&last, &submit](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        last->on_done = [shared] { std::move (*shared)(); };
        submit();
      },
      boost::asio::use_awaitable);
}

/// Until it expires or is cancelled.
inline Task<> wait(boost::asio::steady_timer& timer) {
  boost::system::error_code ignored;
  co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

}  // namespace gatehouse::pg
