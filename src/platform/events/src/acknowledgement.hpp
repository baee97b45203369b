// What JetStream answers to a message.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::events {

/// Why the stream did not store the message, in the server's words; empty when it did, also when it had it before.
/// `answer` is the body: {"stream":…,"seq":…,"duplicate":…} or {"error":{"code":…,"description":…}}.
std::string refusal_in(std::string_view answer);

}  // namespace gatehouse::events
