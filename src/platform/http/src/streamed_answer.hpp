// An answer whose body follows part by part, while its client is watched.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <netinet/tcp.h>

#include "response_text.hpp"
#include "server_state.hpp"

namespace gatehouse::http {

/// Sent once; the connection is over then.
template <class Stream>
class StreamedAnswer {
 public:
  StreamedAnswer(Server::State& state, Stream& stream, Supervised& supervised,
                 std::shared_ptr<BodyStream> body, bool chunked)
      : state_(state),
        stream_(stream),
        supervised_(supervised),
        body_(std::move(body)),
        chunked_(chunked) {}

  Task<> send(std::string text) {
    supervised_.body = body_.get();
    give_up_on_silent_peers();
    watch();
    if (state_.draining) body_->stop();
    bool is_whole = false;
    while (!is_whole && co_await write(text)) {
      // Nothing is kept while it waits.
      text = std::string();
      std::optional<std::string> part;
      try {
        do {
          part = co_await body_->next();
        } while (part && part->empty() && !has_left_);
      } catch (...) {
        break;
      }
      is_whole = !part;
      if (chunked_) {
        append_chunk(text, part.value_or(""));
      } else {
        text = std::move(part).value_or("");
      }
    }
    if (is_whole) co_await write(text);
    supervised_.body = nullptr;
    body_.reset();
    co_await end_watch();
  }

 private:
  // More than any client sends that has read that the connection closes.
  static constexpr std::size_t max_ignored = 64 * 1024;

  // False when the client is not there any more, or does not read.
  Task<bool> write(std::string_view text) {
    if (has_left_) co_return false;
    boost::system::error_code error;
    const auto& limits = state_.limits;
    const auto time = state_.draining ? limits.drain_time : limits.write_time;
    supervised_.deadline = state_.now + time + std::chrono::seconds{1};
    co_await boost::asio::async_write(
        stream_, boost::asio::buffer(text.data(), text.size()),
        boost::asio::redirect_error(boost::asio::use_awaitable, error));
    // How long there is nothing to say is the body's own affair.
    if (!state_.draining) supervised_.deadline = std::chrono::steady_clock::time_point::max();
    co_return !error;
  }

  // Reads what the client sends, which nobody wants: the connection closes after this answer, so that a next request
  // would not be answered (RFC 9112 section 9.6). The end of what it sends is the end of its interest.
  void watch() {
    is_watched_ = true;
    stream_.async_read_some(boost::asio::buffer(state_.sink),
                            [this](const boost::system::error_code& error, std::size_t size) {
                              ignored_ += size;
                              if (!error && !is_over_ && ignored_ <= max_ignored) return watch();
                              is_watched_ = false;
                              if (is_over_) return;
                              has_left_ = true;
                              body_->stop();
                            });
  }

  // The handler of watch() has run when this ends: it points here.
  Task<> end_watch() {
    is_over_ = true;
    boost::system::error_code ignored;
    if (is_watched_) supervised_.socket->cancel(ignored);
    while (is_watched_) co_await boost::asio::post(boost::asio::use_awaitable);
  }

  // A client that vanished without a word acknowledges nothing any more.
  void give_up_on_silent_peers() {
    using UserTimeout = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
    const std::chrono::milliseconds limit = state_.limits.write_time;
    boost::system::error_code ignored;
    supervised_.socket->set_option(UserTimeout(static_cast<int>(limit.count())), ignored);
  }

  Server::State& state_;
  Stream& stream_;
  Supervised& supervised_;
  std::shared_ptr<BodyStream> body_;
  bool chunked_;
  bool is_watched_ = false;
  bool is_over_ = false;
  bool has_left_ = false;
  std::size_t ignored_ = 0;
};

}  // namespace gatehouse::http
