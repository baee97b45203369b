#include <gatehouse/flows/password_check.hpp>
#include <gatehouse/services/password_policy/new_accounts.hpp>

namespace gatehouse::flows {

using namespace std::chrono_literals;

namespace {

PasswordVerdict verdict_of(const Result<>& judged) {
  if (judged) return PasswordVerdict::good;
  switch (judged.error().code) {
    case ErrorCode::password_breached:
      return PasswordVerdict::breached;
    case ErrorCode::password_too_weak:
      return PasswordVerdict::weak;
    default:
      return PasswordVerdict::unsuitable;
  }
}

}  // namespace

void PasswordCheck::add_routes(api::Router& router) {
  router.add({.method = api::Method::post,
              .path = "/v1/password-checks",
              .operation_id = "checkPassword",
              .summary = "Whether a new password would be accepted; keeps nothing",
              .access = api::anonymous(),
              .tag = "Registration",
              .limits = {api::per_address(60, 60s), api::per_network(600, 60s)}},
             *this, &PasswordCheck::check);
}

api::Fields fields_of(std::type_identity<CheckPassword>) {
  return {{"password", {.max_length = 1024}},
          {"personal",
           {.max_length = 254,
            .max_items = 8,
            .description = "What a guesser would try first: name, address."}},
          {"beside_factor",
           {.description = "The account has a second factor, so that a shorter one is enough. "
                           "Absent: as for a new account."}}};
}

Task<Result<PasswordChecked>> PasswordCheck::check(api::Context&, CheckPassword request) {
  const auto personal = request.personal.value_or(std::vector<std::string>{});
  const bool has_factor = request.beside_factor
                              ? *request.beside_factor
                              : co_await services::new_accounts_have_factor(parts_.database);
  const auto least = static_cast<std::int64_t>(parts_.passwords.min_length(has_factor));
  const auto judged = co_await parts_.hash_pool.run(
      [&] { return parts_.passwords.check(request.password, personal, has_factor); });
  if (!judged) co_return PasswordChecked{verdict_of(judged), least};
  co_return PasswordChecked{verdict_of(co_await parts_.breaches.check(request.password)), least};
}

}  // namespace gatehouse::flows
