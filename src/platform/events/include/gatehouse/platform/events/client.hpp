// Messages into a JetStream stream of a NATS server or cluster, at least once and in order. Asio has the socket; of the
// NATS protocol it speaks what a publisher needs.
//
// The client belongs to one thread. It connects by itself and again whenever the connection is lost or of no use, with
// growing waits from 0.1 to 5 seconds and each server in turn. While there is no connection, nothing is published.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include <gatehouse/platform/events/servers.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::events {

struct Message {
  std::string id;         ///< the stream drops a second message with it (header Nats-Msg-Id)
  std::string order_key;  ///< messages with the same one are stored in the order of their batch
  std::string subject;    ///< no spaces and no control characters, as in id and headers
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< bytes
};

struct Options {
  Servers servers;
  std::string stream;                        ///< letters, digits, - and _
  std::string subjects = "gatehouse.>";      ///< of the stream, when it is made here
  std::chrono::seconds max_age{30 * 86400};  ///< of its messages, when it is made here
  /// For a batch as a whole, from its beginning to its last acknowledgement.
  std::chrono::milliseconds timeout{5000};
  /// For the name, the connection, TLS, the credentials and the stream together.
  std::chrono::milliseconds connect_timeout{2000};
  /// A server that is idle is asked this often whether it is there; a question without an answer ends the connection.
  std::chrono::milliseconds ping_interval{10'000};
  /// Told when it is connected (with an empty cause) and when it is no more, or could not be at the first try.
  std::function<void(bool connected, const std::string& cause)> on_change{};
};

/// What became of a batch.
struct Published {
  std::vector<bool> stored;  ///< for each message: the stream has it
  std::string failure{};     ///< why it does not have the others; empty when it has all

  std::size_t count() const noexcept;  ///< of stored ones
};

class Client {
 public:
  Client(boost::asio::any_io_executor executor, Options options);
  /// What is under way fails.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// A server lets us in and has the stream. One that is missing was made: in files, dropping duplicates for ten
  /// minutes; one that exists is left as it is.
  bool is_connected() const noexcept;

  /// Not connected from now on. What is under way may end within `grace`, then it fails.
  void stop(std::chrono::milliseconds grace);

  /// Stores messages, one batch at a time. Those of one order key follow one another, each sent when the one before is
  /// stored; all else travels together. After a failure (no connection, a refusal, no acknowledgement in time) no more
  /// are sent and the connection is given up; a message that is not told as stored may be stored all the same.
  Task<Published> publish(std::vector<Message> batch);

 private:
  struct State;
  static Task<> keep_connected(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

/// Connects once, blocking, to the first server that lets us in and tells whether the stream exists. Makes nothing.
/// Throws Unavailable. For the command line.
bool has_stream(const Options& options);

}  // namespace gatehouse::events
