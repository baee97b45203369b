// The keys that sign access tokens.
//
// Owns signing_keys. A key is published from its creation, signs from activates_at on until a newer one does, and stays
// published until retires_at. Private keys are sealed before they get here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

/// The channel on which a change of the keys is announced.
inline constexpr std::string_view signing_keys_channel = "gatehouse_signing_keys";

struct SigningKey {
  SigningKeyId id;
  std::string kid;
  std::string algorithm;
  boost::json::value public_jwk;
  pg::Bytes private_jwk;
  Timestamp activates_at;
  std::optional<Timestamp> retires_at;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SigningKey, (),
                      (id, kid, algorithm, public_jwk, private_jwk, activates_at, retires_at,
                       created_at))

class SigningKeys {
 public:
  explicit SigningKeys(pg::Transaction& transaction) : tx_(transaction) {}

  /// Makes this transaction the only one that may change the keys, until it ends. Waits for another one.
  pg::Pending<bool> lock();
  pg::Pending<std::int64_t> add(const SigningKey& key);
  /// Every key that is published at `now`, the one that activates last first.
  pg::Pending<std::vector<SigningKey>> list_published(Timestamp now);
  /// Gives every other key that has no end yet the end `retires_at`.
  pg::Pending<std::int64_t> retire_others(SigningKeyId keep, Timestamp retires_at);
  /// The same private key, sealed anew. Affects no row when it is no longer the one in `key`.
  pg::Pending<std::int64_t> reseal(const SigningKey& key, pg::Bytes private_jwk);
  /// Tells every instance, at the commit, that the keys have changed.
  pg::Pending<bool> announce();

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
