#include <gatehouse/records/consents.hpp>

#include <gatehouse_sql/consents.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<void(AccountId, boost::json::value, std::string, Timestamp)> record_query{
    sql::consents::record};

}  // namespace

pg::Pending<std::int64_t> Consents::record(AccountId account, boost::json::value decisions,
                                           std::string source, Timestamp now) {
  return tx_.execute(record_query, account, decisions, source, now);
}

}  // namespace gatehouse::records
