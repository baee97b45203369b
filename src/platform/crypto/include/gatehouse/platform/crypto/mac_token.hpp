// Opaque tokens that this service can recognise without a database: version 1 ‖ payload ‖ HMAC-SHA-256, in base64url.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::crypto {

class MacTokens {
 public:
  /// `key` is this purpose's own (KeyRing::derive): a token of one purpose means nothing to another.
  explicit MacTokens(Secret key) : key_(std::move(key)) {}

  Secret make(std::string_view payload) const;
  /// The payload of a token that make() gave; empty for anything else.
  std::optional<std::string> open(std::string_view token) const;

 private:
  Secret key_;
};

}  // namespace gatehouse::crypto
