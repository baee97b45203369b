// How often a proof may be tried: counted by (claimed name, network, factor), and apart for devices that are
// recognised, so that a stranger's wrong passwords never lock out the owner. And how many messages an address gets that
// anybody may ask for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/records/throttles.hpp>

namespace gatehouse::services {

using ThrottleRules = records::ThrottleRules;

/// Of messages to one address: five at will, then one after a minute, two, four … and in the end one an hour.
inline constexpr ThrottleRules message_rules{.free_tries = 5,
                                             .longest_wait = std::chrono::hours{1},
                                             .memory = std::chrono::hours{24},
                                             .first_wait = std::chrono::minutes{1}};

class Throttle {
 public:
  /// `key`: KeyRing::derive("throttle subjects").
  Throttle(ThrottleRules rules, Secret key) : rules_(rules), key_(std::move(key)) {}

  /// The counter of `factor` for whoever claims to be `subject`, from `address` or, when it is recognised, from
  /// `device`.
  records::ThrottleKey key_for(std::string_view subject, const IpAddress& address,
                               const std::optional<DeviceId>& device, std::string factor) const;
  /// The counter of `factor` of an account, wherever its tries come from.
  records::ThrottleKey key_for_account(AccountId account, std::string factor) const;
  /// A keyed hash of a claimed name, for tables that must not hold what people type.
  pg::Bytes subject_mac(std::string_view subject) const;

  pg::Pending<records::ThrottleState> take(pg::Transaction& tx, const records::ThrottleKey& key,
                                           Timestamp now) const;

  /// Counts a message to `address` (canonical) by message_rules, whoever asks for it and from wherever. When it is
  /// refused, none may be sent. Who asked must not be able to tell an address with an account from one without: take it
  /// for both, and answer both alike.
  pg::Pending<records::ThrottleState> take_message(pg::Transaction& tx, std::string_view address,
                                                   Timestamp now) const;

 private:
  ThrottleRules rules_;
  Secret key_;
};

}  // namespace gatehouse::services
