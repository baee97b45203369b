#include "encryption.hpp"

#include <gatehouse/platform/crypto/content_encryption.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::push {

std::optional<std::string> encrypt(const WebPushSubscription& to, std::string_view plain,
                                   const crypto::AgreementKey& sender, std::string_view salt) {
  if (to.auth.size() != auth_size) return std::nullopt;
  const auto shared = sender.agree(to.p256dh);
  if (!shared) return std::nullopt;
  // Section 3.4; the zero byte after the words belongs to the info.
  auto info = std::string{"WebPush: info\0", 14} + to.p256dh + sender.point();
  const auto key = crypto::hkdf_sha256(*shared, to.auth.reveal(), info, 32);
  return crypto::encrypt_content(key, salt, sender.point(), plain);
}

}  // namespace gatehouse::push
