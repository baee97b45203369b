// Queued messages to devices, through the push service that each belongs to.
#pragma once

#include <optional>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/push/sender.hpp>

namespace gatehouse::app {

/// Of one event loop.
class PushSender {
 public:
  /// Throws std::runtime_error with a sentence when a key file cannot be read.
  PushSender(http::Client& client, Shared& shared, pg::Database& database);

  /// True when messages to such a device leave the house. In development mode browsers' push services are reached only
  /// with push.allow_private_endpoints.
  bool serves(const flows::OutgoingMessage& message) const;
  Task<flows::SendResult> send(const flows::OutgoingMessage& message);

 private:
  push::Message in_words(const flows::OutgoingMessage& message) const;
  /// The device takes no more messages: nobody waits for it again.
  Task<> forget_device(const flows::OutgoingMessage& message);

  http::Client& client_;
  Shared& shared_;
  pg::Database& database_;
  push::Providers providers_;           ///< until the first message
  std::optional<push::Sender> sender_;  ///< from then on
};

}  // namespace gatehouse::app
