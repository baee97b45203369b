// A thread-less event loop for a client under test.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gatehouse/platform/redis/client.hpp>
#include <gatehouse/test/redis.hpp>

namespace gatehouse::redis {

struct Loop {
  /// Runs until the task ends; its value or its exception.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> value;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr error, T got) {
      failure = error;
      value = std::move(got);
    });
    until([&] { return failure || value; });
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }

  /// Runs until it holds; throws after ten seconds.
  template <class Condition>
  void until(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!holds()) {
      context.run_one_for(std::chrono::milliseconds{10});
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it did not happen");
    }
  }

  void connect(const Client& client) {
    until([&] { return client.is_connected(); });
  }

  boost::asio::io_context context{1};
};

/// `address` with time-outs that a slow machine keeps.
inline Options patient(const Address& address) {
  return {.address = address,
          .timeout = std::chrono::seconds{5},
          .connect_timeout = std::chrono::seconds{5},
          .on_change = {}};
}

inline Address address_of(const test::RedisServer& server) {
  return {.host = "127.0.0.1", .port = server.port()};
}

}  // namespace gatehouse::redis
