#include <gatehouse/flows/mfa_enrollment.hpp>
#include <gatehouse/platform/api/origin.hpp>
#include <gatehouse/records/authenticators/backup_codes.hpp>
#include <gatehouse/services/journal.hpp>

namespace gatehouse::flows {

Task<Result<MfaView>> MfaEnrollment::list(api::Context& context) {
  const auto account = context.principal().account;
  auto tx = pg::Transaction::reading(parts_.database);
  const auto factors = records::Factors{tx}.list(account);
  const auto passkeys = records::Passkeys{tx}.list(account);
  const auto backup = records::BackupCodes{tx}.count(account);
  const auto policy = records::Accounts{tx}.find_for_proof(account);
  co_await tx.flush();
  if (!policy.value()) co_return fail(ErrorCode::session_ended);
  MfaView view{.items = {},
               .backup_codes = {backup.value().remaining, backup.value().created_at},
               .required = policy.value()->mfa_required,
               .allowed_methods = policy.value()->allowed_methods,
               .push_public_key = parts_.push_key.public_key()};
  const auto keys = passkeys.value();
  for (const auto& factor : factors.value()) {
    view.items.push_back(
        {services::view_of(factor, keys), parts_.places.find(factor.last_used_ip)});
  }
  co_return view;
}

Task<Result<services::FactorView>> MfaEnrollment::rename(api::Context& context,
                                                         RenameFactor request) {
  const auto account = context.principal().account;
  pg::Transaction tx{parts_.database};
  const auto renamed = records::Factors{tx}.rename(account, request.id, request.name);
  const auto passkeys = records::Passkeys{tx}.list(account);
  co_await tx.flush();
  const auto factor = renamed.value();
  if (!factor) co_return fail(ErrorCode::not_found);
  services::Journal{tx}.record({.type = "factor.renamed",
                                .account = account,
                                .session = context.principal().session,
                                .data = {{"method", services::name_of(factor->method_type)}},
                                .new_values = boost::json::value{{"name", factor->name}}},
                               api::origin_of(context), context.now());
  co_await tx.commit();
  co_return services::view_of(*factor, passkeys.value());
}

}  // namespace gatehouse::flows
