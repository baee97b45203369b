// Events as other services read them: CloudEvents 1.0 in the binary content mode of its NATS binding. The attributes
// are headers named ce-…, the body is the data as it is.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/events/client.hpp>

namespace gatehouse::events {

/// The attributes of CloudEvents 1.0 section 3. `source` and `id` together are unique.
struct CloudEvent {
  std::string id;
  std::string source;   ///< a URI: who says it
  std::string type;     ///< "gatehouse.session.started": also the NATS subject
  std::string subject;  ///< whom it is about; empty: nobody in particular
  Timestamp time;       ///< when it happened
  std::string data;     ///< JSON
};

/// The message to publish. Events of one subject keep their order.
Message to_message(const CloudEvent& event);

/// The value of a header: each byte but printable US-ASCII, and the space, the double quote and the percent sign, as %
/// and two upper-case hexadecimal digits (NATS binding, section 3.1.3.2).
std::string encode_header(std::string_view value);

}  // namespace gatehouse::events
