// One connection: from its opening until it is closed for whatever reason. Lives on one thread.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <gatehouse/platform/redis/client.hpp>

#include "reader.hpp"

namespace gatehouse::redis {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::any_io_executor executor, const Options& options);

  /// Connects and makes itself known. Throws Unavailable. Call once.
  Task<> open();
  /// As Client::command.
  Task<Reply> command(std::vector<std::string> arguments);
  /// Fails what is in flight. Only the first call counts.
  void close(const std::string& cause);

  bool is_ready() const noexcept { return ready_ && !closed_; }
  bool is_closed() const noexcept { return closed_; }
  const std::string& cause() const noexcept { return cause_; }
  std::size_t pending() const noexcept { return pending_.size(); }
  std::function<void()> on_close;

 private:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using Endpoints = std::vector<boost::asio::generic::stream_protocol::endpoint>;
  using Clock = std::chrono::steady_clock;
  using Handler = std::move_only_function<void(std::exception_ptr, Reply)>;
  struct Pending {
    Handler handler;
    Clock::time_point sent_at;
  };

  Task<Endpoints> resolve();
  Task<> greet();
  void append(const std::vector<std::string>& arguments);
  void start_writing();
  void write();
  void read();
  void take_replies();
  void watch();
  Clock::time_point deadline() const;

  const Options options_;
  Socket socket_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  Clock::time_point opened_at_;
  bool ready_ = false;
  bool closed_ = false;
  bool writing_ = false;
  bool watching_ = false;
  std::string cause_;
  std::deque<Pending> pending_;
  std::string outgoing_;  ///< commands that wait for the write in progress
  std::string sending_;
  std::array<char, 16 * 1024> input_;
  Reader reader_;
};

}  // namespace gatehouse::redis
