// The monthly partitions of the tables that only grow.
#pragma once

#include <string>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::records {

/// A partitioned table and the column that it is partitioned by.
struct PartitionedTable {
  std::string_view name;
  std::string_view key;
};

inline constexpr PartitionedTable partitioned_tables[] = {{"security_events", "created_at"},
                                                          {"login_attempts", "attempted_at"},
                                                          {"audit_trails", "timestamp"},
                                                          {"outbox", "created_at"},
                                                          {"deliveries", "created_at"}};

class Partitions {
 public:
  explicit Partitions(pg::Transaction& transaction) : tx_(transaction) {}

  /// Makes this transaction the only one that makes and drops partitions, until it ends; waits for another one. Of two
  /// that made the same one, one would fail.
  pg::Pending<bool> lock();
  /// Creates the partitions of this month and the `months` - 1 after it where they are missing; returns how many.
  pg::Pending<std::int32_t> ensure(const PartitionedTable& table, Timestamp now,
                                   std::int32_t months);
  /// Drops the partitions whose rows are all older than `before`; returns how many.
  pg::Pending<std::int32_t> drop_before(const PartitionedTable& table, Timestamp before);

 private:
  pg::Transaction& tx_;
};

}  // namespace gatehouse::records
