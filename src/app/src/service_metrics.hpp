// What is read rather than counted: depths, connections, sizes. Set before each exposition.
#pragma once

#include <memory>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/http/server.hpp>

namespace gatehouse::app {

/// `connections`: of all workers' listeners.
void add_service_metrics(Shared& shared,
                         std::shared_ptr<const http::ConnectionCounter> connections);

}  // namespace gatehouse::app
