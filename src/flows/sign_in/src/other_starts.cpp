// Signing in without a password: a passkey or another device says who it is.
#include <gatehouse/flows/sign_in.hpp>
#include <gatehouse/platform/api/origin.hpp>

#include "attempt.hpp"

namespace gatehouse::flows {

using records::SignInPurpose;
using services::ProofMethod;

Task<Result<PasskeySignIn>> SignIn::start_passkey(api::Context& context, StartOther request) {
  const auto known = known_device(context, parts_.sessions, request.device_token);
  const auto row = make_row(context, SignInPurpose::passkey, request.device, known);
  pg::Transaction tx{parts_.database};
  records::SignIns{tx}.create(row);
  co_await tx.commit();
  auto asked = co_await parts_.proofs.ask(row, ProofMethod::passkey, std::nullopt,
                                          api::origin_of(context), context.now());
  if (!asked) co_return std::unexpected(asked.error());
  co_return PasskeySignIn{row.id, std::move(*asked->public_key), *asked->expires_at};
}

Task<Result<QrSignIn>> SignIn::start_qr(api::Context& context, StartOther request) {
  const auto known = known_device(context, parts_.sessions, request.device_token);
  const auto row = make_row(context, SignInPurpose::qr, request.device, known);
  pg::Transaction tx{parts_.database};
  records::SignIns{tx}.create(row);
  co_await tx.commit();
  auto asked = co_await parts_.proofs.ask(row, ProofMethod::qr, std::nullopt,
                                          api::origin_of(context), context.now());
  if (!asked) co_return std::unexpected(asked.error());
  co_return QrSignIn{row.id, std::move(*asked->qr_uri), std::move(*asked->qr_svg),
                     *asked->expires_at};
}

}  // namespace gatehouse::flows
