// The coroutine type of the whole product.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace gatehouse {

/// A coroutine that runs on the io_context of the thread that awaits it. Parameters by value, or by reference only to
/// what outlives it.
template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace gatehouse
