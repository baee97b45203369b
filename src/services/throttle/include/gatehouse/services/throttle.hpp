// How often a proof may be tried: counted by (claimed name, network, factor), and apart for devices that are
// recognised, so that a stranger's wrong passwords never lock out the owner.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/base/secret.hpp>
#include <gatehouse/records/throttles.hpp>

namespace gatehouse::services {

struct ThrottleRules {
  std::int32_t free_tries = 5;
  std::chrono::seconds longest_wait{15 * 60};
  std::chrono::seconds memory{3600};
};

class Throttle {
 public:
  /// `key`: KeyRing::derive("throttle subjects").
  Throttle(ThrottleRules rules, Secret key) : rules_(rules), key_(std::move(key)) {}

  /// The counter of `factor` for whoever claims to be `subject`, from `address` or, when it is recognised, from
  /// `device`.
  records::ThrottleKey key_for(std::string_view subject, const IpAddress& address,
                               const std::optional<DeviceId>& device, std::string factor) const;
  /// A keyed hash of a claimed name, for tables that must not hold what people type.
  pg::Bytes subject_mac(std::string_view subject) const;

  pg::Pending<records::ThrottleState> take(pg::Transaction& tx, const records::ThrottleKey& key,
                                           Timestamp now) const;

 private:
  ThrottleRules rules_;
  Secret key_;
};

}  // namespace gatehouse::services
