#include <gatehouse/platform/mail/mailer.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "dkim.hpp"
#include "mime.hpp"

namespace gatehouse::mail {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::size_t read_mail(char* to, std::size_t, std::size_t size, void* from) {
  auto& rest = *static_cast<std::string_view*>(from);
  const auto taken = rest.copy(to, size);
  rest.remove_prefix(taken);
  return taken;
}

void set_transfer(CURL* easy, const MailOptions& options) {
  const bool is_smtps = options.smtp_url.starts_with("smtps:");
  const long tls = is_smtps || options.starttls_required ? CURLUSESSL_ALL : CURLUSESSL_TRY;
  curl_easy_setopt(easy, CURLOPT_URL, options.smtp_url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USE_SSL, tls);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, options.from.c_str());
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  if (options.user.empty()) return;
  curl_easy_setopt(easy, CURLOPT_USERNAME, options.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, options.password.reveal().c_str());
}

SendResult result_of(CURLcode code, long reply) {
  if (code == CURLE_OK) return {};
  // Refused credentials are the operator's to mend; the mail waits for it.
  const bool is_refused = reply >= 500 && reply < 600 && code != CURLE_LOGIN_DENIED;
  return {is_refused ? Outcome::permanent : Outcome::temporary,
          fmt::format("smtp {}: {}", reply, curl_easy_strerror(code))};
}

bool is_message_id(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, is_allowed);
}

}  // namespace

Mailer::Mailer(http::CurlMulti& transfers, MailOptions options, const Clock& clock)
    : transfers_(transfers), options_(std::move(options)), clock_(clock) {
  if (!is_address(options_.from)) throw std::runtime_error("mail: the sender is no e-mail address");
  if (options_.dkim_domain.empty()) return;
  signer_ = std::make_unique<DkimSigner>(options_.dkim_domain, options_.dkim_selector,
                                         options_.dkim_key_file);
}

Mailer::~Mailer() = default;

Task<SendResult> Mailer::send(std::string to, const Rendered& mail, std::string message_id) {
  if (!is_address(to)) co_return SendResult{Outcome::permanent, "not an e-mail address"};
  if (!is_message_id(message_id)) throw std::invalid_argument("message id");
  const auto now = clock_.now();
  auto mime = compose({options_.from, options_.brand, to, std::move(message_id)}, mail, now);
  if (signer_)
    mime.headers.insert(mime.headers.begin(), {"DKIM-Signature", signer_->sign(mime, now)});
  const auto text = mime.text();
  std::string_view rest = text;

  const Easy easy{curl_easy_init(), &curl_easy_cleanup};
  const List recipients{curl_slist_append(nullptr, to.c_str()), &curl_slist_free_all};
  if (!easy || !recipients) throw std::bad_alloc{};
  set_transfer(easy.get(), options_);
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, &read_mail);
  curl_easy_setopt(easy.get(), CURLOPT_READDATA, &rest);
  const auto code = co_await transfers_.perform(easy.get());
  long reply = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply);
  co_return result_of(code, reply);
}

}  // namespace gatehouse::mail
