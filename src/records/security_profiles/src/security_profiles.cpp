#include <gatehouse/records/security_profiles.hpp>

#include <gatehouse_sql/security_profiles.hpp>

namespace gatehouse::records {
namespace {

using Text = std::string;
using Texts = std::vector<std::string>;
using Number = std::int32_t;
using Json = boost::json::value;

const pg::Query<SecurityProfile()> list_query{sql::security_profiles::list};
const pg::Query<SecurityProfile(Text)> find_query{sql::security_profiles::find};
const pg::Query<SecurityProfile(Text)> lock_query{sql::security_profiles::lock};
const pg::Query<Text(AccountId)> find_name_of_query{sql::security_profiles::find_name_of};
const pg::Query<void(SecurityProfileId, Text, Texts, Json, bool, Texts, Number, Number, Json,
                     Number, Number, Number, bool, Timestamp, Timestamp)>
    create_query{sql::security_profiles::create};
const pg::Query<void(SecurityProfileId, Texts, Json, bool, Texts, Number, Number, Json, Number,
                     Number, Number, bool, Timestamp)>
    update_query{sql::security_profiles::update};

}  // namespace

pg::Pending<std::vector<SecurityProfile>> SecurityProfiles::list() { return tx_.list(list_query); }

pg::Pending<std::optional<SecurityProfile>> SecurityProfiles::find(std::string name) {
  return tx_.optional(find_query, name);
}

pg::Pending<std::optional<SecurityProfile>> SecurityProfiles::lock(std::string name) {
  return tx_.optional(lock_query, name);
}

pg::Pending<std::optional<std::string>> SecurityProfiles::find_name_of(AccountId account) {
  return tx_.optional(find_name_of_query, account);
}

pg::Pending<std::int64_t> SecurityProfiles::create(const SecurityProfile& p) {
  return tx_.execute(create_query, p.id, p.profile_name, p.permissions, p.restrictions,
                     p.mfa_required, p.allowed_methods, p.trusted_device_days,
                     p.enrolment_grace_days, p.minimum_acr, p.session_timeout,
                     p.absolute_session_timeout, p.max_sessions, p.is_active, p.created_at,
                     p.updated_at);
}

pg::Pending<std::int64_t> SecurityProfiles::update(const SecurityProfile& p) {
  return tx_.execute(update_query, p.id, p.permissions, p.restrictions, p.mfa_required,
                     p.allowed_methods, p.trusted_device_days, p.enrolment_grace_days,
                     p.minimum_acr, p.session_timeout, p.absolute_session_timeout, p.max_sessions,
                     p.is_active, p.updated_at);
}

}  // namespace gatehouse::records
