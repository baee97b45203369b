// Message Encryption for Web Push (RFC 8291).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/crypto/key_agreement.hpp>
#include <gatehouse/platform/push/subscription.hpp>

namespace gatehouse::push {

inline constexpr std::size_t auth_size = 16;

/// The body of the request: `plain`, at most max_payload_bytes, in the content coding aes128gcm, readable by the
/// browser of `to` alone. `sender` and `salt` (16 bytes) are new and random for each message. Empty when a key of `to`
/// has another size or is no point.
std::optional<std::string> encrypt(const WebPushSubscription& to, std::string_view plain,
                                   const crypto::AgreementKey& sender, std::string_view salt);

}  // namespace gatehouse::push
