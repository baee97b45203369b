// Where an IP address is, as a database of networks in MaxMind's format knows (GeoLite2 City, DB-IP City Lite and
// others). An aid for people who look at their sign-ins; nothing is decided by it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/describe.hpp>

#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::geo {

/// Names are English; a page shows the country in its own language, by the code.
struct Place {
  std::string country;                ///< ISO 3166-1 alpha-2
  std::optional<std::string> region;  ///< the largest division of the country
  std::optional<std::string> city;

  bool operator==(const Place&) const = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (country, region, city))

class Database;

/// Thread-safe.
class Places {
 public:
  /// Opens `file`; an empty path knows no place. Throws std::runtime_error with a sentence when the file cannot be read
  /// or is no database of places.
  explicit Places(std::filesystem::path file);
  ~Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  /// Empty when nothing is known, as of private networks.
  std::optional<Place> find(const IpAddress& address) const;
  std::optional<Place> find(const std::optional<IpAddress>& address) const {
    return address ? find(*address) : std::nullopt;
  }

  /// Opens the file anew if another one has taken its place (the present one must not be written to while it is in
  /// use). True when it did; throws std::runtime_error as the constructor does, and keeps what is open.
  bool refresh();

  /// What the file says that it is and when it was built ("GeoLite2-City of 2026-11-24"); empty without a file.
  std::string description() const;

 private:
  std::filesystem::path file_;
  std::atomic<std::shared_ptr<const Database>> database_;
};

}  // namespace gatehouse::geo
