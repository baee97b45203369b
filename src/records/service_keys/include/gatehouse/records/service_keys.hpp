// Secrets of the service itself, sealed under the key ring, by name.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

class ServiceKeys {
 public:
  explicit ServiceKeys(pg::Transaction& transaction) : tx_(transaction) {}

  /// Empty when there is none yet.
  pg::Pending<std::optional<pg::Bytes>> find(std::string name);
  /// Affects no row when the name has a value already: of two that are made at once the first holds.
  pg::Pending<std::int64_t> create(std::string name, pg::Bytes sealed, Timestamp now);
  /// The same value, sealed anew. Affects no row when it is no longer `old`.
  pg::Pending<std::int64_t> replace(std::string name, pg::Bytes old, pg::Bytes sealed);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
