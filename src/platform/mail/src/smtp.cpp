#include "smtp.hpp"

#include <new>

#include <fmt/format.h>
#include <sys/socket.h>

#include <gatehouse/base/assert.hpp>

namespace gatehouse::mail {
namespace {

using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

std::size_t read_mail(char* to, std::size_t, std::size_t size, void* from) {
  auto& rest = *static_cast<std::string_view*>(from);
  const auto taken = rest.copy(to, size);
  rest.remove_prefix(taken);
  return taken;
}

SendResult result_of(CURLcode code, long reply) {
  if (code == CURLE_OK) return {};
  // Refused credentials are the operator's to mend; the mail waits for it.
  const bool is_refused = reply >= 500 && reply < 600 && code != CURLE_LOGIN_DENIED;
  return {is_refused ? Outcome::permanent : Outcome::temporary,
          fmt::format("smtp {}: {}", reply, curl_easy_strerror(code))};
}

}  // namespace

Smtp::Smtp(const MailOptions& options) : options_(options) {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  GH_ASSERT(initialized == CURLE_OK);
}

// libcurl says QUIT on every connection and waits for the answer, for minutes where none comes: they are closed before.
Smtp::~Smtp() {
  for (const auto& easy : idle_) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (socket != CURL_SOCKET_BAD) ::shutdown(socket, SHUT_RDWR);
  }
}

Smtp::Easy Smtp::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return {curl_easy_init(), &curl_easy_cleanup};
  auto easy = std::move(idle_.back());
  idle_.pop_back();
  return easy;
}

void Smtp::give_back(Easy easy) {
  curl_easy_reset(easy.get());  // keeps the connection
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(easy));
}

int Smtp::on_progress(void* progress, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& [smtp, mail] = *static_cast<const Progress*>(progress);
  return smtp->is_given_up_ || mail->is_given_up ? 1 : 0;
}

void Smtp::set_options(CURL* easy) const {
  const bool is_smtps = options_.smtp_url.starts_with("smtps:");
  const long tls = is_smtps || options_.starttls_required ? CURLUSESSL_ALL : CURLUSESSL_TRY;
  curl_easy_setopt(easy, CURLOPT_URL, options_.smtp_url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_USE_SSL, tls);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (!options_.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, options_.from.c_str());
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  if (options_.user.empty()) return;
  curl_easy_setopt(easy, CURLOPT_USERNAME, options_.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, options_.password.reveal().c_str());
}

SendResult Smtp::send(Mail& mail) {
  auto easy = take();
  const List recipients{curl_slist_append(nullptr, mail.to.c_str()), &curl_slist_free_all};
  if (!easy || !recipients) throw std::bad_alloc{};
  std::string_view rest = mail.text;
  Progress progress{this, &mail};
  set_options(easy.get());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, &read_mail);
  curl_easy_setopt(easy.get(), CURLOPT_READDATA, &rest);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &progress);
  const auto code = curl_easy_perform(easy.get());
  long reply = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply);
  give_back(std::move(easy));
  return result_of(code, reply);
}

}  // namespace gatehouse::mail
