#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/crypto/jws.hpp>
#include <gatehouse/platform/push/fcm.hpp>

#include "key_file.hpp"

namespace gatehouse::push {
namespace {

std::string text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

// It becomes a part of a path. Old projects have a domain in front: example.com:shop.
bool is_project_id(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ':';
  });
}

// What is sent there is as good as the private key for an hour.
bool is_token_uri(std::string_view text) {
  const auto url = boost::urls::parse_uri(text);
  if (!url || url->has_userinfo() || url->has_fragment() || url->encoded_host().empty())
    return false;
  if (url->scheme_id() == boost::urls::scheme::https) return true;
  const auto address = IpAddress::parse(std::string(url->encoded_host()));
  return url->scheme_id() == boost::urls::scheme::http && address && address->is_loopback();
}

}  // namespace

ServiceAccount read_service_account(const std::string& file) {
  const auto text = read_key_file("fcm", file);
  const auto value = crypto::parse_strict_json(text.reveal());
  if (!value || !value->is_object())
    throw std::runtime_error(fmt::format("fcm: {} is no JSON object", file));
  const auto& members = value->get_object();
  auto key =
      crypto::Key::from_pem(Secret{text_of(members, "private_key")}, crypto::Algorithm::rs256);
  if (text_of(members, "type") != "service_account" || !key)
    throw std::runtime_error(fmt::format("fcm: {} holds no service account's RSA key", file));
  ServiceAccount account{.project_id = text_of(members, "project_id"),
                         .client_email = text_of(members, "client_email"),
                         .private_key_id = text_of(members, "private_key_id"),
                         .private_key = std::move(*key),
                         .token_uri = text_of(members, "token_uri")};
  if (!is_project_id(account.project_id) || account.client_email.empty() ||
      account.private_key_id.empty() || !is_token_uri(account.token_uri)) {
    throw std::runtime_error(fmt::format(
        "fcm: {} lacks a good project_id, client_email, private_key_id or token_uri", file));
  }
  return account;
}

}  // namespace gatehouse::push
