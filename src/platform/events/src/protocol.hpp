// The NATS client protocol as far as a publisher needs it: what servers say, and how a message is said to them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/events/client.hpp>

namespace gatehouse::events {

/// What a server says.
struct Operation {
  enum class Kind { info, message, ping, pong, ok, error };
  Kind kind{};
  std::string text{};     ///< INFO: JSON; -ERR: the sentence; a message: its body
  std::string subject{};  ///< of a message
  std::string headers{};  ///< of a message, with the version line; empty: none
};

/// Cuts what arrives into operations, however the network has cut it.
class Reader {
 public:
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next whole operation; empty until more bytes come. Throws Unavailable when the bytes are none, or a line is
  /// longer than 64 KiB or a message than 1 MiB; the reader is of no use then.
  std::optional<Operation> next();
  /// Nothing waits to be read.
  bool is_empty() const noexcept { return buffer_.empty(); }

 private:
  std::string buffer_;
};

/// The status in the version line of headers, such as 503: nobody takes the subject. 0: there is none.
int status_in(std::string_view headers);

/// HPUB, with the id and the stream that must store it among the headers. Asserts what Message demands.
void append_publish(std::string& out, const Message& message, std::string_view stream,
                    std::string_view reply);
/// PUB: a question to JetStream.
void append_request(std::string& out, std::string_view subject, std::string_view body,
                    std::string_view reply);

}  // namespace gatehouse::events
