// Addresses of authenticator keys and what people type: whatever is read is within its bounds and is read back from the
// form that is made of it.
#include <cstddef>
#include <cstdint>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/services/one_time_codes/backup_codes.hpp>
#include <gatehouse/services/one_time_codes/otpauth.hpp>
#include <gatehouse/services/one_time_codes/sent_code.hpp>

namespace {

using namespace gatehouse;
using namespace gatehouse::services;

void check_uri(const Secret& text) {
  const auto key = parse_otpauth_uri(text);
  if (!key) return;
  GH_ASSERT(is_valid(key->parameters) && is_utf8(key->issuer) && is_utf8(key->label));
  const auto uri = format_otpauth_uri(*key);
  GH_ASSERT(uri.size() <= max_otpauth_uri_bytes);
  const auto again = parse_otpauth_uri(uri);
  GH_ASSERT(again && again->secret.reveal() == key->secret.reveal());
  GH_ASSERT(again->parameters == key->parameters);
}

void check_typed(const Secret& text) {
  if (const auto code = normalise_code(text, 6))
    GH_ASSERT(normalise_code(*code, 6)->reveal() == code->reveal());
  if (const auto code = normalise_backup_code(text))
    GH_ASSERT(normalise_backup_code(*code)->reveal() == code->reveal());
  if (const auto secret = parse_totp_secret(text))
    GH_ASSERT(parse_totp_secret(format_totp_secret(*secret))->reveal() == secret->reveal());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Secret text{std::string(reinterpret_cast<const char*>(data), size)};
  check_uri(text);
  check_typed(text);
  return 0;
}
