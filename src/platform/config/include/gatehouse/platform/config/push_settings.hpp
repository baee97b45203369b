// Settings of the section [push]: push messages to browsers and apps. Nothing in it is a secret; keys are in files.
#pragma once

#include <string>

#include <boost/describe.hpp>

namespace gatehouse::config {

struct Push {
  std::string fcm_service_account_file;  ///< JSON, as Firebase gives it; empty: no FCM
  std::string fcm_url = "https://fcm.googleapis.com";
  std::string apns_key_file;  ///< PEM (.p8), as Apple gives it; empty: no APNs
  std::string apns_key_id;
  std::string apns_team_id;
  std::string apns_topic;  ///< bundle id of the app
  std::string apns_url = "https://api.push.apple.com";
  std::string vapid_subject;  ///< mailto: or https: address of the operator; empty: mail.from
  bool allow_private_endpoints =
      false;  ///< web push over http and to inside; development mode only
};
BOOST_DESCRIBE_STRUCT(Push, (),
                      (fcm_service_account_file, fcm_url, apns_key_file, apns_key_id, apns_team_id,
                       apns_topic, apns_url, vapid_subject, allow_private_endpoints))

}  // namespace gatehouse::config
