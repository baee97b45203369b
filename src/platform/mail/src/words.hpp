// Values of a message in a person's language.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace gatehouse::mail {

/// `values` as text for `locale` (BCP 47), see templates.hpp.
std::map<std::string, std::string, std::less<>> localized(const boost::json::object& values,
                                                          std::string_view locale);

}  // namespace gatehouse::mail
