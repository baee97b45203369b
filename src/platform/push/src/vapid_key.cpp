#include <gatehouse/platform/push/vapid_key.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::push {
namespace {

std::string coordinate(const boost::json::object& jwk, std::string_view name) {
  return decode_base64url(std::string_view(jwk.at(name).as_string())).value();
}

}  // namespace

VapidKey::VapidKey(crypto::Key key) : key_(std::move(key)) {
  const auto jwk = key_.public_jwk();
  application_server_key_ = encode_base64url('\x04' + coordinate(jwk, "x") + coordinate(jwk, "y"));
}

VapidKey VapidKey::generate() { return VapidKey{crypto::Key::generate(crypto::Algorithm::es256)}; }

std::optional<VapidKey> VapidKey::from_stored(const Secret& text) {
  boost::system::error_code error;
  const auto value = boost::json::parse(text.reveal(), error);
  if (error || !value.is_object()) return std::nullopt;
  auto key = crypto::Key::from_jwk(value.get_object(), crypto::Algorithm::es256);
  if (!key || !key->can_sign()) return std::nullopt;
  return VapidKey{std::move(*key)};
}

}  // namespace gatehouse::push
