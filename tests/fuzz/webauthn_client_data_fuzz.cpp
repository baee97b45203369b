// Client data: only the expected type, challenge and origin pass.
#include <cstddef>
#include <cstdint>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/webauthn/client_data.hpp>

using namespace gatehouse;
using namespace gatehouse::webauthn;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const RelyingParty party{.id = "example.org",
                                  .name = "Example",
                                  .origins = {"https://example.org"},
                                  .top_origins = {"https://example.com"}};
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto parsed = ClientData::parse(input);
  if (!parsed) return 0;
  GH_ASSERT(is_utf8(input) && is_utf8(parsed->origin));
  if (parsed->check("webauthn.get", "0123456789abcdef", party)) return 0;
  GH_ASSERT(parsed->type == "webauthn.get" && parsed->origin == "https://example.org");
  GH_ASSERT(parsed->challenge == encode_base64url("0123456789abcdef"));
  GH_ASSERT(parsed->cross_origin == parsed->top_origin.has_value());
  GH_ASSERT(parsed->top_origin.value_or("https://example.com") == "https://example.com");
  return 0;
}
