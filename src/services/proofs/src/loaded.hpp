// What asking and judging need to know of an account.
#pragma once

#include <gatehouse/services/proofs.hpp>

namespace gatehouse::services {

struct Proofs::Loaded {
  records::SessionAccount account;
  std::vector<records::Factor> factors;
  std::vector<records::Passkey> passkeys;
  std::int64_t backup_codes = 0;
  /// Wrong codes in a row after which a factor no longer counts. See Proofs::max_failures.
  std::optional<std::int32_t> max_failures{};

  /// Those of a method, if the security profile allows it.
  std::vector<records::Factor> of_method(ProofMethod method) const;
  std::vector<records::Passkey> passkeys_of(ProofMethod method) const;
  bool allows(ProofMethod method) const;
  /// The data key that the secrets of the factors are sealed under; empty when there is none.
  std::optional<pg::Bytes> wrapped_key() const;
};

/// The counter of wrong answers of one method within one sign-in. All WebAuthn questions share a row: the last one
/// counts.
records::ChallengeKey challenge_key(const records::SignIn& sign_in, ProofMethod method);

bool is_passkey_method(ProofMethod method) noexcept;

}  // namespace gatehouse::services
