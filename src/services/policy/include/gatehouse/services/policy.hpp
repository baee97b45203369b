// What a security profile restricts.
#pragma once

#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::services {

/// True when `restrictions` of a security profile allow signing in from `address` at `now`.
///
///   {"networks": ["10.0.0.0/8"], "hours": {"from": "08:00", "to": "18:00", "utc_offset_minutes": 360}}
///
/// An absent member restricts nothing; one that cannot be understood allows nothing. Hours that end before they begin
/// span midnight.
bool allows_sign_in(const boost::json::value& restrictions, const IpAddress& address,
                    Timestamp now);

/// Empty when `restrictions` can be understood, else a sentence that says what is wrong: for whoever writes them.
std::string check_restrictions(const boost::json::value& restrictions);

}  // namespace gatehouse::services
