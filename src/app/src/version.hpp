#pragma once

#include <string_view>

namespace gatehouse::app {

inline constexpr std::string_view version = GH_VERSION;

}  // namespace gatehouse::app
