// The strict JSON decoder: whatever it accepts is JSON in the eyes of another parser too, and survives being written
// and read again.
#include <cstddef>
#include <cstdint>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/api/json.hpp>

namespace fuzz {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Item {
  std::string name;
  std::int32_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (name, count))

struct Document {
  std::optional<std::string> text;
  std::optional<gatehouse::Secret> secret;
  std::optional<Colour> colour;
  std::optional<std::vector<Item>> items;
  std::optional<gatehouse::AccountId> id;
  std::optional<gatehouse::Timestamp> at;
  std::optional<double> number;
  std::optional<std::optional<bool>> flag;
  std::optional<boost::json::value> any;
};
BOOST_DESCRIBE_STRUCT(Document, (), (text, secret, colour, items, id, at, number, flag, any))

inline gatehouse::api::Fields fields_of(std::type_identity<Document>) {
  return {{"text", {.format = gatehouse::api::Format::email}}};
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gatehouse;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto document = api::decode_json<fuzz::Document>(text);
  if (!document) {
    const auto& error = document.error();
    const bool rules = error.code == ErrorCode::validation_failed;
    GH_ASSERT(rules || error.code == ErrorCode::malformed_json);
    GH_ASSERT(!rules || !error.violations.empty());
    GH_ASSERT(error.violations.size() <= api::max_violations);
    return 0;
  }
  boost::json::error_code failure;
  boost::json::parse({text.data(), text.size()}, failure);
  GH_ASSERT(!failure);
  const auto written = api::encode_json(*document);
  const auto again = api::decode_json<fuzz::Document>(written);
  GH_ASSERT(again);
  GH_ASSERT(api::encode_json(*again) == written);
  return 0;
}
