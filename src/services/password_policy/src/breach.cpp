#include "breach.hpp"

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::services {

std::string breach_digits(const Secret& password) {
  auto digits = encode_hex(crypto::sha1(password.reveal()));
  std::ranges::transform(digits, digits.begin(), upper_digit);
  return digits;
}

Error breached(const std::string& pointer) {
  const std::string detail = "Others know this password. Choose one that you use nowhere else.";
  return {.code = ErrorCode::password_breached,
          .detail = detail,
          .violations = {{pointer, "breached", detail}}};
}

}  // namespace gatehouse::services
