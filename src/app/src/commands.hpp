// The commands behind the command line. Each returns the exit code.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::app {

int serve(const config::Settings& settings);
int doctor(const config::Settings& settings);

/// What a command does with the schema of the database before its work.
enum class Schema { brought_up_to_date, left_alone };

/// Runs `work` against the database of these settings on an event loop of its own. Throws std::runtime_error with a
/// sentence when a schema that is left alone is behind.
int with_database(const config::Settings& settings, Schema schema,
                  const std::function<Task<int>(pg::Database&)>& work);

/// The version of a schema that lacks nothing. Throws std::runtime_error with a sentence when it is behind.
int require_schema(const std::string& conninfo);

/// Who uses the command line, for the audit trail: "operator:<login name>".
std::string operator_name();

Task<int> rotate_keys(const config::Settings& settings, pg::Database& database);
Task<int> rewrap_keys(const config::Settings& settings, pg::Database& database);
Task<int> create_account(const config::Settings& settings, pg::Database& database,
                         std::string identifier, Secret password, std::string display_name);
Task<int> set_account_status(const config::Settings& settings, pg::Database& database,
                             std::string identifier, bool locked, std::string reason);
Task<int> revoke_sessions(const config::Settings& settings, pg::Database& database,
                          std::string identifier);
Task<int> count_users(pg::Database& database);
Task<int> list_dead_deliveries(pg::Database& database);

}  // namespace gatehouse::app
