// Client data (Level 3 section 5.8.1): what the browser says that it was asked, by whom and where.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/webauthn/failure.hpp>
#include <gatehouse/platform/webauthn/options.hpp>

namespace gatehouse::webauthn {

struct ClientData {
  std::string type;
  std::string challenge;  ///< base64url, as it stands
  std::string origin;
  bool cross_origin = false;
  std::optional<std::string> top_origin{};

  /// One JSON object in UTF-8 (a byte order mark may stand before it) with no member twice; further members are
  /// allowed. Failure: client_data_malformed.
  static Outcome<ClientData> parse(std::string_view json);

  /// Steps 7 to 11 of section 7.1 and 10 to 14 of section 7.2. `expected_type` is webauthn.create or webauthn.get;
  /// `expected_challenge` raw bytes.
  Check check(std::string_view expected_type, std::string_view expected_challenge,
              const RelyingParty& relying_party) const;
};

}  // namespace gatehouse::webauthn
