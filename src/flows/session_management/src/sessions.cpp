#include <algorithm>

#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/flows/session_management.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/devices.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {
namespace {

SessionItem to_item(const records::Session& session, const std::vector<records::Device>& devices,
                    SessionId current) {
  const auto device = std::ranges::find(devices, session.device_id, &records::Device::id);
  const bool known = device != devices.end();
  return {.id = session.id,
          .is_current = session.id == current,
          .device_id = session.device_id,
          .device_name = known ? std::optional(device->device_name) : std::nullopt,
          .device_type = known ? std::optional<std::string>(
                                     boost::describe::enum_to_string(device->device_type, ""))
                               : std::nullopt,
          .ip_address = session.ip_address,
          .user_agent = session.user_agent,
          .acr = session.acr,
          .amr = session.amr,
          .auth_time = session.auth_time,
          .created_at = session.created_at,
          .last_seen = session.last_seen,
          .expires_at = session.expires_at};
}

}  // namespace

Task<Result<SessionList>> SessionManagement::list(api::Context& context) {
  const auto& caller = context.principal();
  auto tx = pg::Transaction::reading(parts_.database);
  const auto sessions = records::Sessions{tx}.list(caller.account, context.now());
  const auto devices = records::Devices{tx}.list(caller.account);
  co_await tx.commit();
  SessionList list;
  const auto known = devices.value();
  for (const auto& session : sessions.value()) {
    list.items.push_back(to_item(session, known, caller.session));
    list.items.back().place = parts_.places.find(session.ip_address);
  }
  co_return list;
}

Task<Result<api::Empty>> SessionManagement::sign_out(api::Context& context) {
  api::take_back(context, api::refresh_cookie);
  co_return co_await end_one(context, context.principal().session, "sign_out");
}

Task<Result<api::Empty>> SessionManagement::end(api::Context& context, SessionRef request) {
  co_return co_await end_one(context, request.id, "ended_by_owner");
}

Task<Result<api::Empty>> SessionManagement::end_one(api::Context& context, SessionId session,
                                                    std::string reason) {
  const auto& caller = context.principal();
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  const auto ended = co_await records::Sessions{tx}.end(caller.account, session, reason, now).get();
  // Signing out twice is no error; ending a session that is none of one's own is.
  if (ended.empty() && session != caller.session) co_return fail(ErrorCode::not_found);
  if (!ended.empty()) {
    services::Journal{tx}.record({.type = "session.ended",
                                  .account = caller.account,
                                  .session = session,
                                  .data = {{"reason", reason}}},
                                 api::origin_of(context), now);
  }
  co_await tx.commit();
  co_return api::Empty{};
}

Task<Result<api::Empty>> SessionManagement::end_others(api::Context& context) {
  const auto& caller = context.principal();
  const auto now = context.now();
  pg::Transaction tx{parts_.database};
  const auto ended = co_await records::Sessions{tx}
                         .end_all_but(caller.account, caller.session, "ended_by_owner", now)
                         .get();
  services::Journal{tx}.record_ended(caller.account, ended, "ended_by_owner", {},
                                     api::origin_of(context), now);
  co_await tx.commit();
  co_return api::Empty{};
}

}  // namespace gatehouse::flows
