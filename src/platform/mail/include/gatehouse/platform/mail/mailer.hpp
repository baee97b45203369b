// Mail over SMTP (RFC 5321), signed with DKIM (RFC 6376).
#pragma once

#include <memory>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/mail/outcome.hpp>
#include <gatehouse/platform/mail/templates.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/runtime/thread_pool.hpp>

namespace gatehouse::mail {

struct MailOptions {
  std::string smtp_url;  ///< smtp://host:port, or smtps:// for TLS from the first byte
  std::string from;      ///< an address: no-reply@id.example
  std::string user{};    ///< not empty: SMTP AUTH
  Secret password{};
  bool starttls_required = true;  ///< smtp:// without STARTTLS is a temporary failure
  std::string ca_file{};      ///< PEM; replaces the system's certificate authorities when not empty
  std::string dkim_domain{};  ///< empty: not signed
  std::string dkim_selector{};
  std::string dkim_key_file{};  ///< PEM: RSA private key
  std::string brand;            ///< the name beside the address
  int connections = 16;         ///< mails at the same time, each on a thread; more wait
};

class DkimSigner;
class Smtp;

class Mailer {
 public:
  /// Throws std::runtime_error with a sentence when the DKIM key cannot be read or `from` is no address.
  Mailer(MailOptions options, const Clock& clock);
  /// Breaks off what is being sent; takes about a second then.
  ~Mailer();
  Mailer(const Mailer&) = delete;
  Mailer& operator=(const Mailer&) = delete;

  /// Sends one mail to one address, whose domain may be in any script. `message_id` is the left part of Message-ID
  /// (letters, digits, `.-_`); the same one on each try lets receivers drop what arrives twice. At most 60 seconds. A
  /// 5xx answer is permanent; a 4xx answer, no connection and refused credentials are temporary. Does not throw for
  /// what a server answers. A cancelled await breaks the mail off within about a second, as a temporary failure unless
  /// it has been taken already. Throws Unavailable when too many wait.
  Task<SendResult> send(std::string to, const Rendered& mail, std::string message_id);

 private:
  MailOptions options_;
  const Clock& clock_;
  std::unique_ptr<DkimSigner> signer_;
  std::unique_ptr<Smtp> smtp_;
  runtime::ThreadPool threads_;
};

}  // namespace gatehouse::mail
