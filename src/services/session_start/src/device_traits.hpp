// What kind of device a user agent names.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/records/devices.hpp>

namespace gatehouse::services {

records::DeviceType device_type(std::string_view user_agent);

/// "Firefox on Windows", or "Unknown device": what people read in their list.
std::string device_name(std::string_view user_agent);

}  // namespace gatehouse::services
