#include "passkey_rules.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::app {
namespace {

std::string read_file(const std::string& name, std::string_view setting) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  if (!(text << file.rdbuf()))
    throw std::runtime_error(std::string(setting) + ": " + name + " cannot be read");
  return text.str();
}

std::vector<webauthn::Certificate> read_certificates(const std::string& name) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  const auto text = read_file(name, "webauthn.metadata_root");
  std::vector<webauthn::Certificate> certificates;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    std::string base64;
    for (const char c : text.substr(at + begin.size(), text.find(end, at) - at - begin.size())) {
      if (c != '\n' && c != '\r') base64.push_back(c);
    }
    const auto der = decode_base64(base64);
    auto certificate = der ? webauthn::Certificate::from_der(*der) : std::nullopt;
    if (certificate) certificates.push_back(std::move(*certificate));
  }
  if (certificates.empty())
    throw std::runtime_error("webauthn.metadata_root: " + name + " holds no certificate");
  return certificates;
}

std::string origin_of(std::string_view url) {
  const auto authority = url.find("://") + 3;
  return std::string(url.substr(0, url.find('/', authority)));
}

}  // namespace

std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  return std::string(url.substr(0, url.find_first_of(":/")));
}

services::PasskeyRules passkey_rules(const config::Settings& settings, const Clock& clock) {
  const auto& wanted = settings.webauthn;
  services::PasskeyRules rules;
  rules.relying_party = {.id = wanted.rp_id.empty() ? host_of(settings.public_url) : wanted.rp_id,
                         .name = settings.mail.brand,
                         .origins = wanted.origins};
  rules.relying_party.origins.push_back(origin_of(settings.public_url));
  rules.attestation.require_trust = wanted.require_attestation;
  for (const auto& aaguid : wanted.allowed_aaguids)
    rules.attestation.allowed_aaguids.push_back(*Uuid::parse(aaguid));
  if (wanted.metadata_file.empty()) return rules;
  const auto roots = read_certificates(wanted.metadata_root);
  auto metadata = webauthn::Metadata::read(
      read_file(wanted.metadata_file, "webauthn.metadata_file"), roots, clock.now());
  if (!metadata)
    throw std::runtime_error(
        "webauthn.metadata_file: the list is malformed, or metadata_root did not sign it");
  rules.metadata = std::make_shared<const webauthn::Metadata>(std::move(*metadata));
  rules.attestation.metadata = rules.metadata.get();
  return rules;
}

}  // namespace gatehouse::app
