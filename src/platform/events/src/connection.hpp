// One connection to one server: from its opening until it is closed for whatever reason. Lives on one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <gatehouse/platform/events/client.hpp>

#include "protocol.hpp"

namespace gatehouse::events {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `host`: of options.servers.hosts.
  Connection(boost::asio::any_io_executor executor, const Options& options,
             const std::string& host);

  /// Connects and makes itself known, until `deadline`. Throws Unavailable. Call once.
  Task<> open(Clock::time_point deadline);
  /// What JetStream answers to a question about the stream: $JS.API.STREAM.<verb>.<stream>. Throws Unavailable.
  Task<std::string> ask(std::string verb, std::string body, Clock::time_point deadline);
  /// Sends messages at once and waits for their answers. For each, why it was not stored; empty when it was. What is
  /// not answered until `deadline` closes the connection.
  Task<std::vector<std::string>> store(std::vector<const Message*> messages,
                                       Clock::time_point deadline);
  /// Asks whether the server is there; closes the connection when the last question has no answer yet.
  void ping();
  /// Fails what is under way. Only the first call counts.
  void close(const std::string& cause);

  bool is_closed() const noexcept { return closed_; }
  const std::string& cause() const noexcept { return cause_; }
  std::function<void()> on_close;

 private:
  struct Answer {
    int status = 0;
    std::string body;
  };

  std::string host_name() const;
  Task<> connect();
  Task<> greet();
  Task<> secure();
  Task<Operation> read_operation();
  Task<> write_all(std::string bytes);
  std::string connect_operation() const;
  std::string reply_subject(std::size_t question) const;
  Task<std::vector<std::optional<Answer>>> settle(std::size_t questions,
                                                  Clock::time_point deadline);
  void start_writing();
  void write();
  void read();
  void take(const Operation& operation);
  void take_answer(const Operation& message);
  [[noreturn]] void fail() const;

  const Options options_;
  const std::string host_;
  boost::asio::ssl::context tls_context_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  bool is_tls_ = false;
  bool closed_ = false;
  bool writing_ = false;
  bool pinged_ = false;
  std::string cause_;
  std::string inbox_;           ///< with the dot: question n is answered on <inbox>n
  std::uint64_t asked_ = 0;     ///< questions before those under way
  std::size_t unanswered_ = 0;  ///< of those under way
  std::vector<std::optional<Answer>> answers_;
  std::string outgoing_;  ///< what waits for the write in progress
  std::string sending_;
  std::array<char, 16 * 1024> input_;
  Reader reader_;
};

}  // namespace gatehouse::events
