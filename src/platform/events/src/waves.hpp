// Which messages of a batch may be on their way at the same time.
#pragma once

#include <vector>

#include <gatehouse/platform/events/client.hpp>

namespace gatehouse::events {

/// The indices of the batch, in waves: the n-th message of each order key is in the n-th wave. A stream may lose one of
/// two messages under way and store the other, when its leader changes or the connection breaks; so no wave has two of
/// a key, and the next wave begins when this one is stored.
std::vector<std::vector<std::size_t>> waves_of(const std::vector<Message>& batch);

}  // namespace gatehouse::events
