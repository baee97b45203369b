// A thread-less event loop for a client under test.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gatehouse/platform/events/client.hpp>
#include <gatehouse/test/nats.hpp>

namespace gatehouse::events {

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

  void run_for(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    until([&] { return std::chrono::steady_clock::now() > end; });
  }

  void connect(const Client& client) {
    until([&] { return client.is_connected(); });
  }

  /// Why a batch was not stored whole; empty when it was.
  std::string failure_of(Client& client, std::vector<Message> batch) {
    return run(client.publish(std::move(batch))).failure;
  }

  boost::asio::io_context context{1};
};

inline Options options_for(const test::NatsServer& server) {
  return {.servers = parse_servers(Secret{server.url()}), .stream = "TEST"};
}

inline Message message(const std::string& id, const std::string& key = {}) {
  return {.id = id,
          .order_key = key,
          .subject = "gatehouse.thing.happened",
          .headers = {},
          .body = "{\"id\":\"" + id + "\"}"};
}

/// The ids of what the stream keeps, in its order.
inline std::vector<std::string> ids_in(const test::NatsServer& server, std::size_t at_least = 0) {
  std::vector<std::string> ids;
  for (const auto& stored : test::NatsReader(server.url()).read("TEST", at_least))
    ids.push_back(stored.headers.at("Nats-Msg-Id"));
  return ids;
}

}  // namespace gatehouse::events
