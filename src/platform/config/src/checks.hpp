// What the type of a setting cannot tell: bounds, and what belongs together.
#pragma once

#include <gatehouse/platform/config/config.hpp>

namespace gatehouse::config {

/// Fills defaults that follow from other settings and adds a problem for each value that is not allowed.
void complete_and_check(Settings& settings, Problems& problems);

}  // namespace gatehouse::config
