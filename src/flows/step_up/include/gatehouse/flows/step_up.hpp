// Step-up (RFC 9470): a signed-in person proves again who they are, and the session is worth more from then on.
//
// Whoever has a second factor shows one; without any the password does. The new access token carries the new acr, amr
// and auth_time, and so do those that later refreshes bring.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/records/sign_ins/sign_ins.hpp>
#include <gatehouse/services/proofs.hpp>
#include <gatehouse/services/tokens/access_tokens.hpp>

namespace gatehouse::flows {

struct StepUpStarted {
  std::string status = "challenge_required";
  SignInId id;
  std::vector<services::MethodView> methods;  ///< strongest first
  Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(StepUpStarted, (), (status, id, methods, expires_at))

struct AskStepUpChallenge {
  SignInId id;
  services::ProofMethod method{};
  std::optional<FactorId> factor;
};
BOOST_DESCRIBE_STRUCT(AskStepUpChallenge, (), (id, method, factor))

struct VerifyStepUp {
  SignInId id;
  services::ProofMethod method{};
  std::optional<Secret> code;
  std::optional<boost::json::value> credential;
};
BOOST_DESCRIBE_STRUCT(VerifyStepUp, (), (id, method, code, credential))
api::Fields fields_of(std::type_identity<VerifyStepUp>);

struct SteppedUp {
  std::string status = "complete";
  std::string access_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;  ///< seconds
  std::string acr;
  std::vector<std::string> amr;
  Timestamp auth_time;
};
BOOST_DESCRIBE_STRUCT(SteppedUp, (),
                      (status, access_token, token_type, expires_in, acr, amr, auth_time))

class StepUp {
 public:
  struct Parts {
    pg::Database& database;
    const services::Proofs& proofs;
    const services::AccessTokens& access_tokens;
  };
  explicit StepUp(Parts parts) : parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<StepUpStarted>> start(api::Context& context);
  Task<Result<services::ChallengeView>> ask(api::Context& context, AskStepUpChallenge request);
  Task<Result<SteppedUp>> verify(api::Context& context, VerifyStepUp request);

 private:
  /// The open step-up of this very session; sign_in_over for anything else.
  Task<Result<records::SignIn>> find(api::Context& context, SignInId id);
  Task<Error> refuse(api::Context& context, services::Refusal refusal);

  Parts parts_;
};

}  // namespace gatehouse::flows
