// A factor on its way into the database.
#pragma once

#include <gatehouse/records/sign_ins/challenges.hpp>
#include <gatehouse/services/enrolment.hpp>

namespace gatehouse::services {

struct Enrolment::Draft {
  records::Account account;
  std::vector<records::Passkey> passkeys;
  records::NewFactor factor;
  std::optional<boost::json::object> push_target;
  EnrolmentView view;
};

inline records::ChallengeKey enrolment_key(FactorId factor, records::MfaMethod method) {
  return {factor.uuid, std::string(name_of(method))};
}

}  // namespace gatehouse::services
