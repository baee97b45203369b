// What a security profile restricts.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::services {

/// True when `restrictions` of a security profile allow signing in from `address` at `now`.
///
///   {"networks": ["10.0.0.0/8"], "hours": {"from": "08:00", "to": "18:00", "time_zone": "Asia/Dhaka"}}
///
/// Hours are those of a zone of the IANA database, daylight saving time included, or of a fixed `utc_offset_minutes`
/// (-1080 to 1080), or of UTC when neither is given; `to` is the first minute that is not allowed, and hours that end
/// before they begin span midnight. An absent member restricts nothing; one that cannot be understood, or that there is
/// none of, allows nothing.
bool allows_sign_in(const boost::json::value& restrictions, const IpAddress& address,
                    Timestamp now);

/// Empty when `restrictions` can be understood, else a sentence that says what is wrong: for whoever writes them.
/// Unknown members are refused at every depth.
std::string check_restrictions(const boost::json::value& restrictions);

}  // namespace gatehouse::services
