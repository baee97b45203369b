// Codes that are sent by mail or SMS, and what is stored instead of a code. No tables and no clock: the row that holds
// the MAC also holds the tries and the end of life.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::services {

inline constexpr int sent_code_digits = 6;

/// A new code of sent_code_digits digits, each equally likely.
Secret make_code();

/// The ASCII digits of a code as people type it: spaces are left out, Bangla digits (U+09E6 to U+09EF) are read as what
/// they mean. Empty unless exactly `digits` digits and nothing else are left.
std::optional<Secret> normalise_code(const Secret& typed, int digits);

/// 32 bytes to store instead of `code`: HMAC-SHA-256 of the id's text and the code, so a code of one row is nothing for
/// another. `key` is its purpose's own (KeyRing::derive), so a code of one purpose is nothing for another either.
/// `code` must be in its one form: normalise_code, normalise_backup_code. Compare with constant_time_equal.
///
/// A derived key goes when the ring's last key is taken out. Codes that live for minutes may die with it; for backup
/// codes let `key` be random, stored sealed and sealed anew with the other values.
template <class Tag>
std::string code_mac(const Secret& key, const Id<Tag>& id, const Secret& code) {
  // The id's text has one length for each kind of row, so nothing can be shifted from it into the code.
  const Secret message{id.text() + code.reveal()};
  return crypto::hmac_sha256(key, message.reveal());
}

}  // namespace gatehouse::services
