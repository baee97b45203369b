// What is read rather than counted: depths, connections, sizes. Set before each exposition.
#pragma once

#include <memory>
#include <vector>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/http/server.hpp>
#include <gatehouse/platform/pg/database.hpp>

namespace gatehouse::app {

/// Every worker's database, and the connections of all their listeners.
struct Observed {
  std::vector<std::shared_ptr<const pg::DatabaseStatistics>> databases;
  std::shared_ptr<const http::ConnectionCounter> connections;
};

void add_service_metrics(Shared& shared, Observed observed);

}  // namespace gatehouse::app
