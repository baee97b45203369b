#include <gatehouse/records/service_keys.hpp>

#include <gatehouse_sql/service_keys.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<pg::Bytes(std::string)> find_query{sql::service_keys::find};
const pg::Query<void(std::string, pg::Bytes, Timestamp)> create_query{sql::service_keys::create};
const pg::Query<void(std::string, pg::Bytes, pg::Bytes)> replace_query{sql::service_keys::replace};

}  // namespace

pg::Pending<std::optional<pg::Bytes>> ServiceKeys::find(std::string name) {
  return tx_.optional(find_query, name);
}

pg::Pending<std::int64_t> ServiceKeys::create(std::string name, pg::Bytes sealed, Timestamp now) {
  return tx_.execute(create_query, name, sealed, now);
}

pg::Pending<std::int64_t> ServiceKeys::replace(std::string name, pg::Bytes old, pg::Bytes sealed) {
  return tx_.execute(replace_query, name, old, sealed);
}

}  // namespace gatehouse::records
