// Which passwords are good enough (NIST SP 800-63B-4 section 3.1.1): long, not easily guessed, not known from a breach.
// No rules of composition. The answer says what to do.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/secret.hpp>

namespace gatehouse::services {

/// The file of breached passwords: lines of SHA-1 in hexadecimal, sorted, each followed by ":count" (the Pwned
/// Passwords format). Lines end with LF or CRLF; shorter ones are skipped. Searched on disk through a memory map;
/// thread-safe.
class BreachedPasswords {
 public:
  /// Throws std::runtime_error when the file cannot be read.
  explicit BreachedPasswords(const std::string& path);
  ~BreachedPasswords();
  BreachedPasswords(const BreachedPasswords&) = delete;
  BreachedPasswords& operator=(const BreachedPasswords&) = delete;

  /// True when a line begins with the SHA-1 of `password`.
  bool contains(const Secret& password) const;

 private:
  std::string_view text() const noexcept { return {static_cast<const char*>(data_), size_}; }

  void* data_ = nullptr;
  std::size_t size_ = 0;
};

struct PasswordRules {
  std::size_t min_length = 15;          ///< code points, where the password is the only factor
  std::size_t min_length_with_mfa = 8;  ///< where a second factor is enrolled or required
  int min_score = 3;                    ///< of zxcvbn, 0 to 4
};

class PasswordPolicy {
 public:
  /// `breached` may be null.
  PasswordPolicy(PasswordRules rules, std::shared_ptr<const BreachedPasswords> breached);

  /// The least length, in code points.
  std::size_t min_length(bool has_second_factor) const noexcept {
    return has_second_factor ? rules_.min_length_with_mfa : rules_.min_length;
  }
  /// Refuses with validation_failed (length, at `pointer`), password_too_weak or password_breached. `personal` is
  /// what a guesser would try first: names, addresses; the words in them count too, and the part before the @. Takes up
  /// to some milliseconds: on the hash pool.
  Result<> check(const Secret& password, const std::vector<std::string>& personal,
                 bool has_second_factor, const std::string& pointer = "/password") const;

 private:
  PasswordRules rules_;
  std::shared_ptr<const BreachedPasswords> breached_;
};

}  // namespace gatehouse::services
