// CBOR and COSE keys: every view lies in the input, what is canonical is also well-formed, and nothing is read twice.
#include <cstddef>
#include <cstdint>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/webauthn/cbor.hpp>
#include <gatehouse/platform/webauthn/cose_key.hpp>

using namespace gatehouse::webauthn;

namespace {

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check(const CborValue& value, std::string_view input, int depth) {
  GH_ASSERT(depth <= CborValue::max_depth);
  GH_ASSERT(lies_in(value.bytes().value_or(""), input) &&
            lies_in(value.text().value_or(""), input));
  GH_ASSERT(value.items().size() <= CborValue::max_items);
  for (const auto& item : value.items()) check(item, input, depth + 1);
  for (std::size_t i = 0; i < 2 * value.map_size(); i += 2) {
    const auto& key = value.items()[i];
    const auto* found = key.text() ? value.find(*key.text()) : value.find(*key.integer());
    GH_ASSERT(found == &value.items()[i + 1]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  auto rest = input;
  if (const auto value = CborValue::take(rest, CborForm::any_order)) {
    GH_ASSERT(rest.size() < input.size());
    check(*value, input, 1);
    GH_ASSERT(CborValue::parse(input, CborForm::any_order).has_value() == rest.empty());
  }
  if (CborValue::parse(input, CborForm::canonical)) {
    GH_ASSERT(CborValue::parse(input, CborForm::any_order));
  }
  if (const auto key = CoseKey::parse(input)) {
    GH_ASSERT(CborValue::parse(input, CborForm::canonical));
    GH_ASSERT(!key->verify("data", "signature"));
  }
  return 0;
}
