// What the connections of one worker share.
#pragma once

#include <array>
#include <list>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <gatehouse/platform/http/body_stream.hpp>
#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::http {

using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// A connection as the sweep sees it.
struct Supervised {
  Socket* socket = nullptr;
  std::chrono::steady_clock::time_point deadline{};
  bool idle = true;  ///< between requests
  bool timed_out = false;
  BodyStream* body = nullptr;  ///< of the answer that is being streamed; null: none is
};

class Server::State : public std::enable_shared_from_this<Server::State> {
 public:
  State(boost::asio::io_context& context_, ServerLimits limits_,
        std::shared_ptr<ConnectionCounter> counter_, Handler handler_);

  std::uint16_t listen(const ListenOptions& options);
  void drain();
  void close();

  boost::asio::io_context& context;
  ServerLimits limits;
  std::shared_ptr<ConnectionCounter> counter;
  Handler handler;
  bool draining = false;
  std::list<Supervised*> connections;
  std::chrono::steady_clock::time_point now;  ///< of the last sweep: exact enough for time-outs
  std::string date;                           ///< the Date header, of the last sweep
  std::array<char, 4096> sink{};              ///< what clients send that nobody reads

 private:
  Task<> accept(std::shared_ptr<boost::asio::ip::tcp::acceptor> acceptor, ListenOptions options);
  /// Once a second: one timer for all connections instead of one for each operation.
  Task<> sweep();

  std::vector<std::shared_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
  boost::asio::steady_timer timer_;
};

/// Serves one connection until it ends.
Task<> serve(std::shared_ptr<Server::State> state, Socket socket, IpAddress peer,
             std::shared_ptr<const ListenOptions> options);

}  // namespace gatehouse::http
