#include <gatehouse/flows/device_management.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>
#include <gatehouse/services/policy/assurance.hpp>

namespace gatehouse::flows {
Task<Result<DeviceList>> DeviceManagement::list(api::Context& context) {
  auto tx = pg::Transaction::reading(database_);
  co_return DeviceList{co_await records::Devices{tx}.list(context.principal().account).get()};
}

Task<Result<records::Device>> DeviceManagement::update(api::Context& context,
                                                       UpdateDevice request) {
  const auto now = context.now();
  const auto account = context.principal().account;
  pg::Transaction tx{database_};
  const auto policy =
      co_await records::Accounts{tx}.find_for_proof(account, std::nullopt, now).get();
  if (!policy) co_return fail(ErrorCode::session_ended);
  if (request.trusted.value_or(false)) {
    // A trusted device leaves out the second factor.
    const int level = services::required_level(*policy, "device.trust");
    if (auto error = api::check_step_up(context, services::fresh_for, level))
      co_return std::unexpected(std::move(*error));
    if (policy->trusted_device_days == 0) co_return fail(ErrorCode::forbidden);
  }
  const auto until = now + std::chrono::days{policy->trusted_device_days};
  const auto device = co_await records::Devices{tx}
                          .update(account, request.id, request.name, request.trusted, until)
                          .get();
  if (!device) co_return fail(ErrorCode::not_found);
  services::Journal{tx}.record(
      {.type = request.trusted ? (*request.trusted ? "device.trusted" : "device.untrusted")
                               : "device.renamed",
       .account = account,
       .severity = request.trusted ? records::Severity::medium : records::Severity::low,
       .device = request.id,
       .new_values = boost::json::value{{"device_name", device->device_name},
                                        {"is_trusted", device->is_trusted}}},
      api::origin_of(context), now);
  co_await tx.commit();
  co_return *device;
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
