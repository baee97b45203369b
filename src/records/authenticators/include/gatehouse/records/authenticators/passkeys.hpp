// WebAuthn credentials: the companions of factors of the methods hardware_key and biometric.
//
// Owns passkeys. Invariant: a credential id belongs to one account (the constraint passkeys_credential_id).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/authenticators/factors.hpp>

namespace gatehouse::records {

struct Passkey {
  AccountId account_id;
  FactorId id;
  MfaMethod method_type{};
  pg::Bytes credential_id;
  pg::Bytes user_handle;
  pg::Bytes public_key;         ///< COSE_Key
  std::int64_t sign_count = 0;  ///< 32 bits, unsigned
  Uuid aaguid;
  std::vector<std::string> transports;
  bool is_discoverable = false;
  bool backup_eligible = false;
  bool backup_state = false;
  bool uv_initialized = false;  ///< user verification counts (Level 3, section 4)
  std::string attestation_format;
  std::string attestation_trust;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Passkey, (),
                      (account_id, id, method_type, credential_id, user_handle, public_key,
                       sign_count, aaguid, transports, is_discoverable, backup_eligible,
                       backup_state, uv_initialized, attestation_format, attestation_trust,
                       created_at))

class Passkeys {
 public:
  explicit Passkeys(pg::Transaction& transaction) : tx_(transaction) {}

  /// Its factor must exist. Affects no row when some account has this credential already.
  pg::Pending<std::int64_t> create(const Passkey& passkey);
  /// Those of confirmed factors, oldest first.
  pg::Pending<std::vector<Passkey>> list(AccountId account);
  /// Whoever's it is; empty when nobody has it or its factor is not confirmed.
  pg::Pending<std::optional<Passkey>> find(pg::Bytes credential_id);
  /// After an assertion that was verified against `old_count`; affects no row when another one came between. What was
  /// initialised stays so.
  pg::Pending<std::int64_t> use(AccountId account, FactorId id, std::int64_t old_count,
                                std::int64_t new_count, bool backup_state, bool uv_initialized);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
