// JSON for files that people read and diff.
#pragma once

#include <string>

#include <boost/json/fwd.hpp>

namespace gatehouse::api {

/// Indented by two spaces, members in their order, with a line feed at the end.
std::string pretty_json(const boost::json::value& value);

}  // namespace gatehouse::api
