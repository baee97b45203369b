// Who sends web push messages (VAPID, RFC 8292): a key pair of P-256, of which browsers get the public half when they
// subscribe. Their subscriptions take messages of this key alone, so it is kept as long as they are.
#pragma once

#include <optional>
#include <string>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/crypto/jwk.hpp>

namespace gatehouse::push {

/// Cheap to copy; safe to use from several threads.
class VapidKey {
 public:
  static VapidKey generate();
  /// From what stored() gave; empty for anything else.
  static std::optional<VapidKey> from_stored(const Secret& text);

  /// The key pair as text, to be stored sealed.
  Secret stored() const { return key_.private_jwk(); }
  /// What pages give to PushManager.subscribe(): the public point in base64url, 87 characters.
  const std::string& application_server_key() const noexcept { return application_server_key_; }
  const crypto::Key& signing_key() const noexcept { return key_; }

 private:
  explicit VapidKey(crypto::Key key);

  crypto::Key key_;
  std::string application_server_key_;
};

}  // namespace gatehouse::push
