// Puts queued messages into words and hands them to mail, SMS, push services, or the development mailbox.
#pragma once

#include <memory>
#include <variant>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/mail/mailer.hpp>
#include <gatehouse/platform/sms/sms.hpp>

#include "push_sender.hpp"

namespace gatehouse::app {

/// Of one event loop. A channel that is not configured goes to the development mailbox in development mode; in
/// production mode its messages are dead letters that say so.
class MessageSender final : public flows::Sender {
 public:
  /// Throws std::runtime_error with a sentence when a key file of a push service cannot be read.
  MessageSender(boost::asio::any_io_executor executor, Shared& shared, pg::Database& database);

  Task<flows::SendResult> send(const flows::OutgoingMessage& message) override;

 private:
  Task<flows::SendResult> send_mail(const flows::OutgoingMessage& message);
  Task<flows::SendResult> send_sms(const flows::OutgoingMessage& message);

  Shared& shared_;
  http::CurlMulti transfers_;
  http::Client client_;
  std::unique_ptr<mail::Mailer> mailer_;  ///< null: not configured
  std::unique_ptr<sms::SmsSender> sms_;   ///< null: not configured
  PushSender push_;
};

}  // namespace gatehouse::app
