// Authenticator data: every byte is accounted for, and cutting or adding one changes the judgement.
#include <cstddef>
#include <cstdint>
#include <string>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/webauthn/authenticator_data.hpp>
#include <gatehouse/platform/webauthn/response.hpp>

using namespace gatehouse::webauthn;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto parsed = AuthenticatorData::parse(input);
  if (!parsed) return 0;
  GH_ASSERT(parsed->rp_id_hash == input.substr(0, 32));
  const auto& credential = parsed->credential;
  if (credential) {
    GH_ASSERT(!credential->id.empty() && credential->id.size() <= max_credential_id_bytes);
    GH_ASSERT(credential->public_key.data() == credential->id.data() + credential->id.size());
    GH_ASSERT(CborValue::parse(credential->public_key, CborForm::canonical));
  }
  const std::size_t without_extensions =
      37 + (credential ? 18 + credential->id.size() + credential->public_key.size() : 0);
  GH_ASSERT(parsed->extensions ? size > without_extensions : size == without_extensions);
  GH_ASSERT(!AuthenticatorData::parse(input.substr(0, size - 1)));
  GH_ASSERT(!AuthenticatorData::parse(std::string(input) + '\0'));
  return 0;
}
