// SMTP by libcurl. It blocks: libcurl waits for the server's last word about a mail, and for its good-bye, without
// giving the thread back, and a transfer that is taken from a multi handle would even end a mail where it stands. So
// mails are sent by threads, never on an event loop.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <curl/curl.h>

#include <gatehouse/platform/mail/mailer.hpp>
#include <gatehouse/platform/mail/outcome.hpp>

namespace gatehouse::mail {

/// Thread-safe.
class Smtp {
 public:
  struct Mail {
    std::string to;
    std::string text;  ///< headers and body, with CRLF
    std::atomic<bool> is_given_up{false};
  };

  explicit Smtp(const MailOptions& options);
  ~Smtp();
  Smtp(const Smtp&) = delete;
  Smtp& operator=(const Smtp&) = delete;

  /// Takes up to 60 seconds; ends within about a second after it is given up, and then the mail has not been sent
  /// unless the result says so.
  SendResult send(Mail& mail);
  /// Every mail that is being sent, and every later one.
  void give_up() noexcept { is_given_up_ = true; }

 private:
  using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
  struct Progress {
    const Smtp* smtp;
    const Mail* mail;
  };

  /// A handle that may hold a connection from its last mail.
  Easy take();
  void give_back(Easy easy);
  void set_options(CURL* easy) const;
  static int on_progress(void* progress, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  MailOptions options_;
  std::atomic<bool> is_given_up_{false};
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

}  // namespace gatehouse::mail
