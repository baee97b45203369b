// What the password of an account that does not exist yet is measured by.
#pragma once

#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::services {

/// True when the security profile of new accounts demands a second factor, so that the shorter password is enough for
/// them. One round trip; throws Unavailable.
Task<bool> new_accounts_have_factor(pg::Database& database);

}  // namespace gatehouse::services
