// JSON of any form: read into a boost::json::value, or passed over with the same strictness.
#pragma once

#include <boost/json/fwd.hpp>

#include "place.hpp"
#include "report.hpp"
#include "scanner.hpp"

namespace gatehouse::api {

/// Takes one value; `depth` is its own level, 1 for the document. False: malformed (see Decoder). With `out`, also
/// reports what cannot be kept: numbers beyond 64 bits or double, and texts with U+0000.
bool take_any(Scanner& scanner, Report& report, boost::json::value* out, const Place& place,
              int depth);

}  // namespace gatehouse::api
