// DKIM signatures (RFC 6376): rsa-sha256, relaxed/relaxed.
#pragma once

#include <memory>
#include <string>

#include <openssl/types.h>

#include <gatehouse/base/clock.hpp>

#include "mime.hpp"

namespace gatehouse::mail {

class DkimSigner {
 public:
  /// Throws std::runtime_error when `key_file` holds no RSA private key of at least 1024 bits.
  DkimSigner(std::string domain, std::string selector, const std::string& key_file);

  /// The value of the header DKIM-Signature. It covers every header of `mail`, names From once more than it stands
  /// there, so that none can be added (section 8.15), and the whole body.
  std::string sign(const Mime& mail, Timestamp now) const;

 private:
  std::string domain_;
  std::string selector_;
  std::shared_ptr<EVP_PKEY> key_;
};

/// Section 3.4.2: name in lower case, unfolded, runs of white space as one space.
std::string relaxed_header(std::string_view name, std::string_view value);

/// Section 3.4.4: runs of white space as one space, none at the end of lines, no empty lines at the end.
std::string relaxed_body(std::string_view body);

}  // namespace gatehouse::mail
