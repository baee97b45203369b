#include "message_sender.hpp"

#include <gatehouse/base/text.hpp>

namespace gatehouse::app {
namespace {

std::unique_ptr<mail::Mailer> make_mailer(const config::Mail& settings, const Clock& clock) {
  if (settings.smtp_url.empty()) return nullptr;
  return std::make_unique<mail::Mailer>(
      mail::MailOptions{.smtp_url = settings.smtp_url,
                        .from = settings.from,
                        .user = settings.user,
                        .password = settings.password,
                        .starttls_required = settings.starttls_required,
                        .dkim_domain = settings.dkim_domain,
                        .dkim_selector = settings.dkim_selector,
                        .dkim_key_file = settings.dkim_key_file,
                        .brand = settings.brand},
      clock);
}

// "Name: value", as the settings are checked for.
http::Headers gateway_headers(const config::Sms& settings) {
  http::Headers headers;
  for (const auto& line : settings.gateway_headers) {
    const std::string_view text = line.reveal();
    const auto colon = text.find(':');
    headers.emplace_back(std::string(text.substr(0, colon)),
                         std::string(trim(text.substr(colon + 1))));
  }
  return headers;
}

std::unique_ptr<sms::SmsSender> make_sms(http::Client& client, const config::Sms& settings) {
  using Options = std::variant<sms::TwilioOptions, sms::GatewayOptions>;
  if (settings.provider == config::SmsProvider::twilio) {
    return std::make_unique<sms::SmsSender>(
        client, Options(sms::TwilioOptions{.api_url = settings.twilio_url,
                                           .account_sid = settings.twilio_account,
                                           .auth_token = settings.twilio_token,
                                           .from = settings.twilio_from}));
  }
  if (settings.provider == config::SmsProvider::gateway) {
    return std::make_unique<sms::SmsSender>(
        client,
        Options(sms::GatewayOptions{.url = settings.gateway_url,
                                    .method = settings.gateway_body.empty() ? "GET" : "POST",
                                    .body = settings.gateway_body,
                                    .content_type = settings.gateway_content_type,
                                    .headers = gateway_headers(settings),
                                    .success_text = settings.gateway_success_text}));
  }
  return nullptr;
}

flows::SendResult to_result(mail::SendResult result) {
  const auto outcome = result.outcome == mail::Outcome::sent ? flows::SendOutcome::sent
                       : result.outcome == mail::Outcome::temporary
                           ? flows::SendOutcome::temporary_failure
                           : flows::SendOutcome::permanent_failure;
  return {outcome, std::move(result.error)};
}

}  // namespace

MessageSender::MessageSender(boost::asio::any_io_executor executor, Shared& shared,
                             pg::Database& database)
    : shared_(shared),
      transfers_(executor),
      client_(transfers_),
      mailer_(make_mailer(shared.settings.mail, shared.clock)),
      sms_(make_sms(client_, shared.settings.sms)),
      push_(client_, shared, database) {}

Task<flows::SendResult> MessageSender::send(const flows::OutgoingMessage& message) {
  switch (message.channel) {
    case records::DeliveryChannel::email:
      if (mailer_) co_return co_await send_mail(message);
      break;
    case records::DeliveryChannel::sms:
      // Whatever it says: news to an owner's number go where codes go.
      if (!shared_.texts.serves(message.to)) {
        co_return flows::SendResult{flows::SendOutcome::permanent_failure,
                                    "texts do not go to this number"};
      }
      if (sms_) co_return co_await send_sms(message);
      break;
    case records::DeliveryChannel::push:
      if (push_.serves(message)) co_return co_await push_.send(message);
      break;
  }
  if (shared_.settings.mode == config::Mode::development) {
    co_return co_await shared_.outbox.send(message);
  }
  co_return flows::SendResult{flows::SendOutcome::permanent_failure,
                              "the channel is not configured"};
}

Task<flows::SendResult> MessageSender::send_mail(const flows::OutgoingMessage& message) {
  const auto words =
      mail::render(message.name, message.locale, message.values, shared_.settings.mail.brand);
  co_return to_result(co_await mailer_->send(message.to, words, message.id.text()));
}

Task<flows::SendResult> MessageSender::send_sms(const flows::OutgoingMessage& message) {
  const auto words =
      mail::render_sms(message.name, message.locale, message.values, shared_.settings.mail.brand);
  co_return to_result(co_await sms_->send(message.to, words, message.id.text()));
}

}  // namespace gatehouse::app
