// Sessions after the sign-in: new tokens for a refresh token, the list, and ending them.
#pragma once

#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/session_start.hpp>

namespace gatehouse::flows {

struct RefreshRequest {
  std::optional<Secret> refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshRequest, (), (refresh_token))
api::Fields fields_of(std::type_identity<RefreshRequest>);

struct SessionItem {
  SessionId id;
  bool is_current = false;
  DeviceId device_id;
  std::optional<std::string> device_name;
  std::optional<std::string> device_type;
  IpAddress ip_address;
  std::optional<geo::Place> place;  ///< of the address
  std::string user_agent;
  std::string acr;
  std::vector<std::string> amr;
  Timestamp auth_time;
  Timestamp created_at;
  Timestamp last_seen;
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(SessionItem, (),
                      (id, is_current, device_id, device_name, device_type, ip_address, place,
                       user_agent, acr, amr, auth_time, created_at, last_seen, expires_at))

struct SessionList {
  std::vector<SessionItem> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))

struct SessionRef {
  SessionId id;
};
BOOST_DESCRIBE_STRUCT(SessionRef, (), (id))

class SessionManagement {
 public:
  struct Parts {
    pg::Database& database;
    const crypto::KeyRing& ring;
    const services::SessionStart& sessions;
    const services::RefreshTokens& refresh_tokens;
    const geo::Places& places;
  };
  SessionManagement(std::chrono::seconds refresh_grace, Parts parts)
      : grace_(refresh_grace), parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<services::TokensView>> refresh(api::Context& context, RefreshRequest request);
  Task<Result<api::Empty>> sign_out(api::Context& context);
  Task<Result<SessionList>> list(api::Context& context);
  Task<Result<api::Empty>> end(api::Context& context, SessionRef request);
  Task<Result<api::Empty>> end_others(api::Context& context);

 private:
  Task<Result<services::TokensView>> renew(api::Context& context, services::RefreshToken token);
  Task<std::optional<records::Rotation>> rotate(const services::RefreshToken& token, Timestamp now);
  /// A token was used again that has long been succeeded: somebody has a copy. The family ends.
  Task<> end_replayed(api::Context& context, const services::RefreshToken& token);
  Task<Result<api::Empty>> end_one(api::Context& context, SessionId session, std::string reason);

  std::chrono::seconds grace_;
  Parts parts_;
};

}  // namespace gatehouse::flows
