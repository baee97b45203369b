// A real NATS server with JetStream for tests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

/// A message as a stream keeps it.
struct StreamMessage {
  std::string subject;
  std::map<std::string, std::string> headers;
  std::string body;
};

/// Listens on 127.0.0.1, keeps its streams in a folder of its own, and goes with the object. Starts in about 50 ms.
class NatsServer {
 public:
  /// `settings`: more lines of the server's configuration; a key of these wins. Returns when it answers; throws
  /// std::runtime_error when it does not within 10 seconds.
  explicit NatsServer(const std::string& settings = {});
  ~NatsServer() { kill(); }

  std::uint16_t port() const noexcept { return port_; }
  std::string url() const { return "nats://127.0.0.1:" + std::to_string(port_); }
  const TempDir& folder() const noexcept { return dir_; }

  /// Ends it in an orderly way.
  void stop();
  /// SIGKILL, as a machine does that breaks.
  void kill() noexcept { process_.reset(); }
  /// Starts it again on the same port, with its streams.
  void start();
  /// It keeps its connections and accepts new ones, but does not answer, until resume().
  void pause();
  void resume() noexcept;

 private:
  TempDir dir_;
  std::uint16_t port_;
  std::optional<runtime::Process> process_;
};

/// What another service sees of a NATS server: a connection of its own.
class NatsReader {
 public:
  /// Throws std::runtime_error, as everything here.
  explicit NatsReader(const std::string& url);
  ~NatsReader();
  NatsReader(const NatsReader&) = delete;
  NatsReader& operator=(const NatsReader&) = delete;

  bool has_stream(const std::string& stream) const;
  /// What the stream keeps, in its order; waits up to ten seconds until there are `at_least`.
  std::vector<StreamMessage> read(const std::string& stream, std::size_t at_least = 0) const;
  void add_stream(const std::string& stream, const std::string& subject,
                  std::int64_t max_messages = -1) const;
  void delete_stream(const std::string& stream) const;
  /// An answer of the server's API: {"config":{…},"state":{…}}.
  std::string stream_info(const std::string& stream) const;
  void publish(const std::string& subject, const std::string& body) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gatehouse::test
