#include <gatehouse/flows/device_management.hpp>
#include <gatehouse/platform/api/credential_cookies.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/policy/assurance.hpp>

namespace gatehouse::flows {

Task<Result<DeviceList>> DeviceManagement::list(api::Context& context) {
  const auto& caller = context.principal();
  auto tx = pg::Transaction::reading(database_);
  const auto devices = records::Devices{tx}.list(caller.account);
  const auto here = records::Sessions{tx}.find_device(caller.account, caller.session);
  co_await tx.commit();
  DeviceList list;
  for (auto& device : devices.value()) {
    const bool is_current = here.value() == device.id;
    auto place = places_.find(device.ip_address);
    list.items.push_back({std::move(device), is_current, std::move(place)});
  }
  co_return list;
}

Task<Result<ChangedDevice>> DeviceManagement::update(api::Context& context, UpdateDevice request) {
  const auto now = context.now();
  const auto& caller = context.principal();
  const auto account = caller.account;
  const bool is_trusting = request.trusted.value_or(false);
  pg::Transaction tx{database_};
  const auto found = records::Accounts{tx}.find_for_proof(account);
  const auto here = records::Sessions{tx}.find_device(account, caller.session);
  co_await tx.flush();
  const auto policy = found.value();
  if (!policy) co_return fail(ErrorCode::session_ended);
  if (is_trusting) {
    // A trusted device leaves out the second factor.
    const int level = services::required_level(*policy, "device.trust");
    if (auto error = api::check_step_up(context, services::fresh_for, level))
      co_return std::unexpected(std::move(*error));
    if (policy->trusted_device_days == 0) co_return fail(ErrorCode::forbidden);
  }
  records::Devices devices{tx};
  std::optional<pg::Pending<std::optional<std::int32_t>>> trust;
  if (is_trusting)
    trust = devices.trust(account, request.id, now + std::chrono::days{policy->trusted_device_days},
                          now);
  const auto changed = devices.update(account, request.id, request.name,
                                      request.trusted.has_value() && !is_trusting);
  co_await tx.flush();
  const auto device = changed.value();
  if (!device) co_return fail(ErrorCode::not_found);
  ChangedDevice view{{*device, here.value() == request.id, places_.find(device->ip_address)},
                     std::nullopt};
  if (is_trusting && !view.is_current)
    co_return fail(ErrorCode::forbidden, "A device is trusted by a session on it.");
  services::Journal{tx}.record(
      {.type = request.trusted ? (is_trusting ? "device.trusted" : "device.untrusted")
                               : "device.renamed",
       .account = account,
       .severity = request.trusted ? records::Severity::medium : records::Severity::low,
       .device = request.id,
       .new_values = boost::json::value{{"device_name", device->device_name},
                                        {"is_trusted", device->is_trusted}}},
      api::origin_of(context), now);
  co_await tx.commit();
  if (trust) {
    view.device_token =
        sessions_.make_device_token({account, request.id, trust->value().value_or(0)}).reveal();
    api::hand_out(context, api::device_cookie, view.device_token, api::device_cookie_lifetime);
  }
  co_return view;
}

Task<Result<api::Empty>> DeviceManagement::forget(api::Context& context, DeviceRef request) {
  const auto now = context.now();
  const auto account = context.principal().account;
  pg::Transaction tx{database_};
  const auto forgotten = records::Devices{tx}.forget(account, request.id);
  const auto ended =
      records::Sessions{tx}.end_of_device(account, request.id, "device_forgotten", now);
  co_await tx.flush();
  if (forgotten.value() == 0) co_return fail(ErrorCode::not_found);
  services::Journal journal{tx};
  const auto origin = api::origin_of(context);
  journal.record({.type = "device.forgotten", .account = account, .device = request.id}, origin,
                 now);
  for (const auto& session : ended.value()) {
    journal.record({.type = "session.ended",
                    .account = account,
                    .session = session,
                    .device = request.id,
                    .data = {{"reason", "device_forgotten"}}},
                   origin, now);
  }
  co_await tx.commit();
  co_return api::Empty{};
}

}  // namespace gatehouse::flows
