#include <gatehouse/platform/pg/database.hpp>

#include "pool.hpp"

namespace gatehouse::pg {

Database::Database(boost::asio::any_io_executor executor, DatabaseOptions options)
    : pool_(std::make_shared<Pool>(std::move(executor), std::move(options))) {
  pool_->start();
}

Database::~Database() { pool_->stop(); }

std::uint64_t Database::round_trips() const noexcept { return pool_->statistics->round_trips; }
bool Database::is_connected() const noexcept { return pool_->is_connected(); }
int Database::exclusive_connections() const noexcept { return pool_->exclusive(); }
void Database::observe(StatementObserver observer) { pool_->observer = std::move(observer); }
std::shared_ptr<const DatabaseStatistics> Database::statistics() const noexcept {
  return pool_->statistics;
}

}  // namespace gatehouse::pg
