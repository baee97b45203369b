// Access tokens for a Google service account: the JWT bearer grant of OAuth 2.0 (RFC 7523).
#pragma once

#include <chrono>
#include <expected>
#include <memory>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/fcm.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::push {

class AccessTokens {
 public:
  AccessTokens(http::Client& client, ServiceAccount account, std::chrono::milliseconds timeout,
               const Clock& clock);
  ~AccessTokens();

  /// The kept token until a minute before its end, then a new one. Who asks while a request is under way waits for its
  /// answer. Failures are temporary: whatever is wrong with the account is the operator's to mend.
  Task<std::expected<Secret, SendResult>> get();
  /// The service does not take `token`: the next get() asks for another, unless that has happened already.
  void forget(const Secret& token) noexcept;

 private:
  struct Waiting;
  // Shared with coroutines that are destroyed after this object.
  struct State {
    Secret token{};
    Timestamp ends{};
    std::shared_ptr<Waiting> waiting{};  ///< a request is under way
  };

  Task<std::expected<Secret, SendResult>> fetch();
  http::ClientRequest request() const;
  std::expected<Secret, SendResult> take(const http::ClientResponse& answer, Timestamp asked);

  http::Client& client_;
  ServiceAccount account_;
  std::chrono::milliseconds timeout_;
  const Clock& clock_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace gatehouse::push
