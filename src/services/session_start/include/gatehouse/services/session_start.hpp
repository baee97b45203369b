// What every way of signing in ends with: the device is recognised, the session and its tokens are made, the sessions
// beyond the limit end, and all of it is recorded, in the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/base/origin.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/crypto/mac_token.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/records/devices.hpp>
#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/tokens/access_tokens.hpp>
#include <gatehouse/services/tokens/refresh_tokens.hpp>

namespace gatehouse::services {

/// What a client tells about the device it runs on.
struct DeviceClaim {
  std::string name;
  std::optional<std::string> platform;
  std::optional<std::string> fingerprint;
};

/// Answers of the API; the member names are the JSON names.
struct TokensView {
  std::string access_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;               ///< seconds
  std::optional<std::string> refresh_token;  ///< empty in the answer to a page, whose cookie has it
  std::int64_t refresh_expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(TokensView, (),
                      (access_token, token_type, expires_in, refresh_token, refresh_expires_in))

struct AccountView {
  AccountId id;
  std::optional<std::string> email;
  bool email_verified = false;
  std::optional<std::string> phone;
  bool phone_verified = false;
  std::optional<std::string> username;
  std::optional<std::string> display_name;
  records::AccountType account_type{};
  std::string locale;
  std::string time_zone;
  std::vector<std::string> roles;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (id, email, email_verified, phone, phone_verified, username, display_name,
                       account_type, locale, time_zone, roles, created_at))

AccountView view_of(const records::Account& account);

struct SessionView {
  SessionId id;
  DeviceId device_id;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, device_id, created_at))

struct SignInView {
  std::string status = "complete";
  AccountView account;
  SessionView session;
  TokensView tokens;
  std::optional<std::string> device_token;  ///< likewise
};
BOOST_DESCRIBE_STRUCT(SignInView, (), (status, account, session, tokens, device_token))

struct SessionStartOptions {
  std::chrono::seconds idle_timeout{30 * 86400};
  std::chrono::seconds absolute_timeout{90 * 86400};
};

/// Who signed in and how.
struct SignedIn {
  AccountId account;
  std::string acr = "aal1";
  std::vector<std::string> amr{"pwd"};
  pg::Bytes identifier_mac;  ///< of the sign-in name used
  /// No session when the password has been changed after this; empty: whatever the password is.
  std::optional<Timestamp> password_since{};
  bool is_first = false;  ///< at the end of a registration: a new device is no news
};

class SessionStart {
 public:
  SessionStart(SessionStartOptions options, const crypto::KeyRing& ring,
               const AccessTokens& access_tokens, const RefreshTokens& refresh_tokens);

  /// What a device token was made for.
  struct KnownDevice {
    AccountId account;
    DeviceId device;
    std::int32_t trust_generation = 0;  ///< see records::Devices::trust; 0: of no trust
  };
  Secret make_device_token(const KnownDevice& known) const;
  /// Empty for anything that make_device_token() has not written.
  std::optional<KnownDevice> parse_device_token(std::string_view token) const;

  /// By what records::Accounts::find_for_session finds the device.
  records::DeviceClue clue(const DeviceClaim& claim, const std::optional<KnownDevice>& known,
                           const Origin& origin) const;

  /// Locks the account in `tx` and reads it: what begins there races with nobody. Empty when there is no such account.
  static Task<std::optional<records::SessionAccount>> hold(pg::Transaction& tx, AccountId account,
                                                           const records::DeviceClue& device,
                                                           Timestamp now);

  /// A session on its way: begin() queues what holds the account and the device as they were found, finish() the rest.
  struct Started {
    SignedIn who;
    DeviceClaim claim;
    std::optional<KnownDevice> known;  ///< whose token the client showed, if it is the account's
    records::SessionAccount account;
    DeviceId device;
    pg::Pending<std::int64_t> held;  ///< 0: the account is not active
    /// Set by a caller who trusts the device: what records::Devices::trust answers.
    std::optional<pg::Pending<std::optional<std::int32_t>>> trust{};

    bool is_new_device() const { return !account.known_device; }
  };
  Started begin(pg::Transaction& tx, SignedIn who, DeviceClaim claim,
                const std::optional<KnownDevice>& known, records::SessionAccount account,
                const Origin& origin, Timestamp now) const;
  /// Commits. In between the caller may queue more in `tx`, with demands of its own. Empty when a demand was not met:
  /// nothing has taken place, and it may begin again after hold(). The device token keeps the trust that the client
  /// showed, or has the new one.
  Task<std::optional<SignInView>> finish(pg::Transaction& tx, const Started& started,
                                         const Origin& origin, Timestamp now) const;

  /// The tokens of a session that ends at `refresh_expires_at` unless it is refreshed once more.
  TokensView tokens(const AccessClaims& claims, const RefreshToken& refresh,
                    Timestamp refresh_expires_at, Timestamp now) const;

 private:
  void record(pg::Transaction& tx, const Started& started, SessionId session, const Origin& origin,
              Timestamp now) const;
  void notify(pg::Transaction& tx, const Started& started, const Origin& origin,
              Timestamp now) const;

  SessionStartOptions options_;
  const crypto::KeyRing& ring_;
  const AccessTokens& access_tokens_;
  const RefreshTokens& refresh_tokens_;
  crypto::MacTokens device_tokens_;
  Secret traits_key_;
};

}  // namespace gatehouse::services
