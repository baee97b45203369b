// One's own second factors: the list, adding, naming and removing them, backup codes.
//
// Adding and removing demand a fresh proof, by a factor where there is one already; the person is told on every
// verified address.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/services/enrolment.hpp>
#include <gatehouse/services/web_push_key.hpp>

namespace gatehouse::flows {

struct BackupCodesView {
  std::int64_t remaining = 0;
  std::optional<Timestamp> created_at;
};
BOOST_DESCRIBE_STRUCT(BackupCodesView, (), (remaining, created_at))

struct FactorItem : services::FactorView {
  std::optional<geo::Place> last_used_place;
};
BOOST_DESCRIBE_STRUCT(FactorItem, (services::FactorView), (last_used_place))

struct MfaView {
  std::vector<FactorItem> items;  ///< oldest first
  BackupCodesView backup_codes;
  bool required = false;                       ///< the account must have a factor
  std::vector<std::string> allowed_methods;    ///< that may be added
  std::optional<std::string> push_public_key;  ///< for PushManager.subscribe(), in base64url
};
BOOST_DESCRIBE_STRUCT(MfaView, (),
                      (items, backup_codes, required, allowed_methods, push_public_key))

struct BeginEnrolment {
  records::MfaMethod method{};
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> email;
  std::optional<Secret> secret;
  std::optional<boost::json::value> subscription;
  std::optional<Secret> fcm_token;
  std::optional<Secret> apns_token;
};
BOOST_DESCRIBE_STRUCT(BeginEnrolment, (),
                      (method, name, phone, email, secret, subscription, fcm_token, apns_token))
api::Fields fields_of(std::type_identity<BeginEnrolment>);

struct ConfirmEnrolment {
  records::MfaMethod method{};
  std::optional<FactorId> id;
  std::optional<Secret> code;
  std::optional<boost::json::value> credential;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(ConfirmEnrolment, (), (method, id, code, credential, name))
api::Fields fields_of(std::type_identity<ConfirmEnrolment>);

struct RenameFactor {
  FactorId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RenameFactor, (), (id, name))
api::Fields fields_of(std::type_identity<RenameFactor>);

struct RemoveFactor {
  FactorId id;
  std::optional<bool> end_other_sessions;
};
BOOST_DESCRIBE_STRUCT(RemoveFactor, (), (id, end_other_sessions))

struct BackupCodesMade {
  std::vector<std::string> codes;  ///< shown this once
};
BOOST_DESCRIBE_STRUCT(BackupCodesMade, (), (codes))

class MfaEnrollment {
 public:
  struct Parts {
    pg::Database& database;
    const crypto::KeyRing& ring;
    const services::Enrolment& enrolment;
    const services::WebPushKey& push_key;
    const geo::Places& places;
  };
  explicit MfaEnrollment(Parts parts) : parts_(parts) {}

  void add_routes(api::Router& router);

  Task<Result<MfaView>> list(api::Context& context);
  Task<Result<services::EnrolmentView>> begin(api::Context& context, BeginEnrolment request);
  Task<Result<services::EnrolledView>> confirm(api::Context& context, ConfirmEnrolment request);
  Task<Result<services::FactorView>> rename(api::Context& context, RenameFactor request);
  Task<Result<api::Empty>> remove(api::Context& context, RemoveFactor request);
  Task<Result<BackupCodesMade>> make_backup_codes(api::Context& context);

 private:
  Parts parts_;
};

}  // namespace gatehouse::flows
