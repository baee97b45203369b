#include <gatehouse/records/partitions.hpp>

#include <gatehouse_sql/partitions.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<bool()> lock_query{sql::partitions::lock};
const pg::Query<std::int32_t(std::string, std::string, Timestamp, std::int32_t)> ensure_query{
    sql::partitions::ensure};
const pg::Query<std::int32_t(std::string, Timestamp)> drop_before_query{
    sql::partitions::drop_before};

}  // namespace

pg::Pending<bool> Partitions::lock() { return tx_.one(lock_query); }

pg::Pending<std::int32_t> Partitions::ensure(const PartitionedTable& table, Timestamp now,
                                             std::int32_t months) {
  return tx_.one(ensure_query, std::string(table.name), std::string(table.key), now, months);
}

pg::Pending<std::int32_t> Partitions::drop_before(const PartitionedTable& table, Timestamp before) {
  return tx_.one(drop_before_query, std::string(table.name), before);
}

}  // namespace gatehouse::records
