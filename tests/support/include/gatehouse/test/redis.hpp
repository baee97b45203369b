// A real Redis for tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

/// Listens on 127.0.0.1 and on a Unix socket, keeps nothing on disk, and goes with the object.
/// Starts in about 20 ms, so each test that wants to break it has its own.
class RedisServer {
 public:
  /// Returns when it answers; throws std::runtime_error when it does not within 10 seconds.
  RedisServer();
  ~RedisServer() { stop(); }

  std::uint16_t port() const noexcept { return port_; }
  std::string socket() const { return (dir_.path() / "redis.sock").string(); }

  /// Ends it; clients see their connections closed.
  void stop() noexcept;
  /// Starts it again, empty, on the same port and socket.
  void start();
  /// It keeps its connections and accepts new ones, but does not answer, until resume().
  void pause() noexcept;
  void resume() noexcept;

 private:
  TempDir dir_;
  std::uint16_t port_;
  std::optional<runtime::Process> process_;
};

/// One Redis for the whole test program, started at the first use.
RedisServer& redis();

}  // namespace gatehouse::test
