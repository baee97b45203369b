#include "passkey_rules.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <gatehouse/platform/telemetry/log.hpp>

namespace gatehouse::app {
namespace {

std::string read_file(const std::string& name, std::string_view setting) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  if (!(text << file.rdbuf()))
    throw std::runtime_error(std::string(setting) + ": " + name + " cannot be read");
  return text.str();
}

std::vector<webauthn::Certificate> read_certificates(const std::string& name,
                                                     std::string_view setting) {
  auto certificates = webauthn::read_pem_certificates(read_file(name, setting));
  if (certificates.empty())
    throw std::runtime_error(std::string(setting) + ": " + name +
                             " holds no PEM certificate, or a damaged one");
  return certificates;
}

// "apple:/etc/gatehouse/apple.pem"; the settings are checked already.
void add_anchors(const std::string& entry, std::vector<webauthn::TrustAnchor>& anchors) {
  const auto colon = entry.find(':');
  const auto format = webauthn::find_format(std::string_view(entry).substr(0, colon)).value();
  for (auto& root : read_certificates(entry.substr(colon + 1), "webauthn.anchor_files"))
    anchors.push_back({format, std::move(root)});
}

std::string_view reason_of(webauthn::MetadataFailure failure) {
  switch (failure) {
    case webauthn::MetadataFailure::too_large:
      return "the list is too large";
    case webauthn::MetadataFailure::malformed:
      return "the list is malformed";
    case webauthn::MetadataFailure::untrusted:
      return "metadata_root did not sign the list's certificate, or it is for another host";
    case webauthn::MetadataFailure::wrong_signature:
      return "the list's signature is wrong";
  }
  return {};
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
  auto& policy = rules.attestation;
  policy.require_trust = wanted.require_attestation;
  policy.device_bound = wanted.device_bound;
  policy.accept_sha1_tpm = wanted.accept_sha1_tpm;
  for (const auto& aaguid : wanted.allowed_aaguids)
    policy.allowed_aaguids.push_back(*Uuid::parse(aaguid));
  for (const auto& entry : wanted.anchor_files) add_anchors(entry, policy.anchors);
  if (wanted.metadata_file.empty()) return rules;
  const auto roots = read_certificates(wanted.metadata_root, "webauthn.metadata_root");
  auto metadata = webauthn::Metadata::read(
      read_file(wanted.metadata_file, "webauthn.metadata_file"), roots, clock.now());
  if (!metadata)
    throw std::runtime_error("webauthn.metadata_file: " + std::string(reason_of(metadata.error())));
  rules.metadata = std::make_shared<const webauthn::Metadata>(std::move(*metadata));
  policy.metadata = rules.metadata.get();
  return rules;
}

void warn_of_old_metadata(const services::PasskeyRules& rules, Timestamp now) {
  const auto* metadata = rules.metadata.get();
  if (metadata == nullptr || metadata->next_update() > now) return;
  telemetry::log(
      telemetry::Level::warn, "metadata_out_of_date",
      {{"number", metadata->number()}, {"next_update", format_rfc3339(metadata->next_update())}});
}

}  // namespace gatehouse::app
