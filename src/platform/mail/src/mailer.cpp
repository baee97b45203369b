#include <gatehouse/platform/mail/mailer.hpp>

#include <algorithm>
#include <stdexcept>

#include <boost/asio/this_coro.hpp>

#include "dkim.hpp"
#include "mime.hpp"
#include "smtp.hpp"

namespace gatehouse::mail {
namespace {

bool is_message_id(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, is_allowed);
}

}  // namespace

Mailer::Mailer(MailOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      smtp_(std::make_unique<Smtp>(options_)),
      threads_({.name = "smtp", .threads = options_.connections, .max_queue = 1000}) {
  if (!is_address(options_.from)) throw std::runtime_error("mail: the sender is no e-mail address");
  if (options_.dkim_domain.empty()) return;
  signer_ = std::make_unique<DkimSigner>(options_.dkim_domain, options_.dkim_selector,
                                         options_.dkim_key_file);
}

Mailer::~Mailer() { smtp_->give_up(); }

Task<SendResult> Mailer::send(std::string to, const Rendered& mail, std::string message_id) {
  to = wire_address(to).value_or("");
  if (!is_address(to)) co_return SendResult{Outcome::permanent, "not an e-mail address"};
  if (!is_message_id(message_id)) throw std::invalid_argument("message id");
  const auto now = clock_.now();
  auto mime = compose({options_.from, options_.brand, to, std::move(message_id)}, mail, now);
  if (signer_)
    mime.headers.insert(mime.headers.begin(), {"DKIM-Signature", signer_->sign(mime, now)});
  const auto transfer = std::make_shared<Smtp::Mail>();
  transfer->to = std::move(to);
  transfer->text = mime.text();
  auto slot = (co_await boost::asio::this_coro::cancellation_state).slot();
  if (slot.is_connected())
    slot.assign([transfer](boost::asio::cancellation_type) { transfer->is_given_up = true; });
  const auto result =
      co_await threads_.run([smtp = smtp_.get(), transfer] { return smtp->send(*transfer); });
  slot.clear();
  co_return result;
}

}  // namespace gatehouse::mail
