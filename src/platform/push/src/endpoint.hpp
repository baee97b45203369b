// The address of a subscription.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/push/subscription.hpp>

namespace gatehouse::push {

/// The origin (RFC 6454 section 6.2) of an endpoint, which is the audience of our token for it. Empty unless the
/// endpoint is an absolute URL of a permitted scheme, at most max_endpoint_length long, without user and fragment.
std::optional<std::string> endpoint_origin(std::string_view endpoint, Endpoints endpoints);

}  // namespace gatehouse::push
