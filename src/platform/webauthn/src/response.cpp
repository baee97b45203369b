#include <gatehouse/platform/webauthn/response.hpp>

#include <boost/json/object.hpp>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::webauthn {
namespace {

namespace json = boost::json;

constexpr std::size_t max_transports = 8;
constexpr std::size_t max_transport_bytes = 32;
constexpr auto malformed = std::unexpected(Failure::response_malformed);

std::optional<std::string_view> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

const json::object* object_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

// The decoded member; empty when it is missing, empty, not canonical or too long.
std::optional<std::string> bytes_of(const json::object& object, std::string_view name,
                                    std::size_t max_bytes) {
  const auto text = text_of(object, name);
  if (!text || text->empty() || text->size() > (max_bytes * 4 + 2) / 3) return std::nullopt;
  return decode_base64url(*text);
}

std::optional<Attachment> attachment_of(const json::object& object) {
  const auto text = text_of(object, "authenticatorAttachment");
  if (text == "platform") return Attachment::platform;
  if (text == "cross-platform") return Attachment::cross_platform;
  return std::nullopt;
}

// What both responses have around their own members.
struct Envelope {
  std::string id;
  const json::object& response;
  std::optional<Attachment> attachment;
};

Outcome<Envelope> open(const json::value& json) {
  const auto* object = json.if_object();
  if (object == nullptr || text_of(*object, "type") != "public-key") return malformed;
  auto id = bytes_of(*object, "rawId", max_credential_id_bytes);
  const auto text = text_of(*object, "id");
  const auto* response = object_of(*object, "response");
  if (!id || !text || response == nullptr) return malformed;
  if (*text != text_of(*object, "rawId")) return std::unexpected(Failure::credential_id_mismatch);
  return Envelope{
      .id = std::move(*id), .response = *response, .attachment = attachment_of(*object)};
}

std::optional<std::vector<std::string>> transports_of(const json::object& response) {
  std::vector<std::string> transports;
  const auto* value = response.if_contains("transports");
  if (value == nullptr) return transports;
  const auto* array = value->if_array();
  if (array == nullptr || array->size() > max_transports) return std::nullopt;
  for (const auto& one : *array) {
    const auto* text = one.if_string();
    if (text == nullptr || text->size() > max_transport_bytes) return std::nullopt;
    transports.emplace_back(*text);
  }
  return transports;
}

// clientExtensionResults.credProps.rk
std::optional<bool> discoverable_of(const json::value& json) {
  const auto* results = object_of(json.get_object(), "clientExtensionResults");
  const auto* properties = results != nullptr ? object_of(*results, "credProps") : nullptr;
  const auto* value = properties != nullptr ? properties->if_contains("rk") : nullptr;
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

}  // namespace

Outcome<RegistrationResponse> parse_registration_response(const json::value& json) {
  auto envelope = open(json);
  if (!envelope) return std::unexpected(envelope.error());
  const auto& response = envelope->response;
  auto client_data = bytes_of(response, "clientDataJSON", max_client_data_bytes);
  auto attestation = bytes_of(response, "attestationObject", max_attestation_object_bytes);
  auto transports = transports_of(response);
  if (!client_data || !attestation || !transports) return malformed;
  return RegistrationResponse{.id = std::move(envelope->id),
                              .client_data_json = std::move(*client_data),
                              .attestation_object = std::move(*attestation),
                              .transports = std::move(*transports),
                              .attachment = envelope->attachment,
                              .discoverable = discoverable_of(json)};
}

Outcome<AuthenticationResponse> parse_authentication_response(const json::value& json) {
  auto envelope = open(json);
  if (!envelope) return std::unexpected(envelope.error());
  const auto& response = envelope->response;
  auto client_data = bytes_of(response, "clientDataJSON", max_client_data_bytes);
  auto data = bytes_of(response, "authenticatorData", max_authenticator_data_bytes);
  auto signature = bytes_of(response, "signature", max_signature_bytes);
  if (!client_data || !data || !signature) return malformed;
  AuthenticationResponse result{.id = std::move(envelope->id),
                                .client_data_json = std::move(*client_data),
                                .authenticator_data = std::move(*data),
                                .signature = std::move(*signature),
                                .attachment = envelope->attachment};
  const auto* handle = response.if_contains("userHandle");
  if (handle != nullptr && !handle->is_null() && text_of(response, "userHandle") != "") {
    result.user_handle = bytes_of(response, "userHandle", max_user_handle_bytes);
    if (!result.user_handle) return malformed;
  }
  return result;
}

}  // namespace gatehouse::webauthn
