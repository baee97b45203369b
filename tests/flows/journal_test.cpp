// What happened is written down in the transaction in which it happens: every operation that changes something is tried
// once with a journal that refuses, when nothing may change, and once for good.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <gatehouse/app/worker.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/services/one_time_codes/totp.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";
constexpr auto next_password = "seven green bicycles dance 4";
constexpr auto email = "rahim@example.com";
constexpr auto totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

// Tables that say what an account is and may: whoever changes them has something to tell.
const std::vector<std::string> state_tables{
    "accounts",        "account_identifiers", "passwords", "consents",
    "trusted_devices", "user_sessions",       "user_mfa",  "passkeys",
    "backup_codes"};

constexpr auto watch_functions = R"(
CREATE TABLE written (transaction xid8, relation text, what text, session_id uuid);
CREATE TABLE journal_switch (is_refused boolean);
INSERT INTO journal_switch VALUES (false);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  written jsonb := to_jsonb(coalesce(NEW, OLD));
BEGIN
  INSERT INTO written VALUES (pg_current_xact_id(), TG_ARGV[0], coalesce(written ->> TG_ARGV[1], TG_OP),
                              (written ->> TG_ARGV[2])::uuid);
  RETURN NULL;
END $$;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT is_refused FROM journal_switch) THEN RAISE EXCEPTION 'refused for a test'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER watch AFTER INSERT ON security_events FOR EACH ROW
  EXECUTE FUNCTION watch('security_events', 'event_type', 'session_id');
CREATE TRIGGER watch AFTER INSERT ON audit_trails FOR EACH ROW EXECUTE FUNCTION watch('audit_trails', 'action', '');
CREATE TRIGGER watch AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION watch('outbox', 'event_type', '');
CREATE TRIGGER watch_ended AFTER UPDATE OF is_active ON user_sessions FOR EACH ROW
  WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION watch('ended', '', 'id'))";

// Sees every change of an account and every row of its journal, with the transaction that made it.
class Watch {
 public:
  explicit Watch(const test::Database& database) : database_(database) {
    database.execute(watch_functions);
    for (const auto& table : state_tables) {
      database.execute("CREATE TRIGGER watch AFTER INSERT OR UPDATE OR DELETE ON " + table +
                       " FOR EACH ROW EXECUTE FUNCTION watch('state', '', '')");
    }
  }

  void refuse(bool refused) const {
    database_.execute(std::string("UPDATE journal_switch SET is_refused = ") +
                      (refused ? "true" : "false"));
  }
  void forget() const { database_.execute("DELETE FROM written"); }
  std::string count() const { return *database_.value("SELECT count(*) FROM written"); }
  /// The types of what was told, sorted.
  std::string events() const {
    return database_
        .value(
            "SELECT string_agg(what, ' ' ORDER BY what) FROM written WHERE relation = "
            "'security_events'")
        .value_or("");
  }
  /// Events that the audit trail or the outbox does not have in the same transaction, or has more often.
  std::string unequal() const {
    return *database_.value(
        "SELECT count(*) FROM (SELECT transaction, what, count(*) FILTER (WHERE relation = "
        "'security_events') AS told, count(*) FILTER (WHERE relation = 'audit_trails') AS audited, "
        "count(*) FILTER (WHERE relation = 'outbox') AS sent FROM (SELECT transaction, relation, "
        "CASE relation WHEN 'outbox' THEN regexp_replace(what, '^gatehouse\\.', '') ELSE what END "
        "AS what FROM written WHERE relation IN ('security_events', 'audit_trails', 'outbox')) "
        "rows GROUP BY transaction, what) counted WHERE told <> audited OR told <> sent");
  }
  /// Transactions that changed an account and told nothing.
  std::string silent() const {
    return *database_.value(
        "SELECT count(*) FROM (SELECT FROM written GROUP BY transaction HAVING bool_or(relation = "
        "'state') AND NOT bool_or(relation = 'security_events')) silent");
  }
  /// Sessions that ended without telling so in the same transaction.
  std::string ended_silently() const {
    return *database_.value(
        "SELECT count(*) FROM written w WHERE relation = 'ended' AND NOT EXISTS (SELECT FROM "
        "written e WHERE e.transaction = w.transaction AND e.session_id = w.session_id AND "
        "e.relation = 'security_events' AND e.what = 'session.ended')");
  }

 private:
  const test::Database& database_;
};

std::string json_of(const boost::json::object& members) { return boost::json::serialize(members); }

// One person's life with the service, a request at a time. Each request has a name, its operation, and what it must
// tell.
class Life {
 public:
  Life(test::Service& service, const Watch& watch) : service_(service), watch_(watch) {}

  using Members = boost::json::object;
  struct Sent {
    std::string method;
    std::string path;
    Members body{};
  };

  /// Sends it; with events to tell, first while the journal refuses. `status` is that of the final answer.
  test::Answer step(const std::string& operation, const Sent& request, int status,
                    const std::string& events) {
    tried_.insert(operation);
    if (!events.empty()) {
      watch_.forget();
      watch_.refuse(true);
      EXPECT_GE(send(request).status, 500) << operation << ": " << events;
      watch_.refuse(false);
      EXPECT_EQ(watch_.count(), "0") << operation << " left something behind";
    }
    watch_.forget();
    auto answer = send(request);
    EXPECT_EQ(answer.status, status) << operation << ": " << answer.content;
    EXPECT_EQ(watch_.events(), events) << operation;
    EXPECT_EQ(watch_.unequal(), "0") << operation;
    EXPECT_EQ(watch_.ended_silently(), "0") << operation;
    if (!events.empty()) EXPECT_EQ(watch_.silent(), "0") << operation;
    return answer;
  }

  void use(const std::string& access_token) { token_ = access_token; }
  void register_account();
  void change_sessions_and_devices();
  void change_account();
  void add_factor();
  void step_up();
  void sign_in_with_factors();
  void sign_in_by_other_means();
  void remove_factor();
  void enrol_while_signing_in();
  void leave();
  const std::set<std::string>& tried() const { return tried_; }

 private:
  test::Answer send(const Sent& request) const {
    return service_.send(request.method, request.path,
                         request.body.empty() ? "" : json_of(request.body), {.token = token_});
  }
  /// A code that has not been used: each works once.
  std::string totp() {
    service_.clock.advance(30s);
    const auto secret = services::parse_totp_secret(Secret{totp_secret});
    const services::TotpParameters usual;
    return services::totp_code(*secret, usual, services::totp_step(usual, service_.clock.now()))
        .reveal();
  }
  test::Answer start_sign_in(const std::string& secret, int status, const std::string& events,
                             const std::string& fingerprint = "f1") {
    return step("startSignIn",
                {"POST",
                 "/v1/sign-ins",
                 {{"identifier", email},
                  {"password", secret},
                  {"device", Members{{"fingerprint", fingerprint}}}}},
                status, events);
  }

  test::Service& service_;
  const Watch& watch_;
  std::string token_;
  std::set<std::string> tried_;
  std::vector<std::string> backup_codes_;
  std::string factor_;
};

void Life::register_account() {
  step("checkPassword", {"POST", "/v1/password-checks", {{"password", "anything"}}}, 200, "");
  const auto started =
      step("startRegistration",
           {"POST",
            "/v1/registrations",
            {{"email", email}, {"password", password}, {"consents", Members{{"marketing", true}}}}},
           202, "");
  const auto path = "/v1/registrations/" + started.text("/id");
  service_.message_to(email);
  service_.clock.advance(61s);
  step("resendRegistrationCode", {"POST", path + "/resend", {}}, 202, "");
  const auto code = std::string(service_.message_to(email, 2).at("code").as_string());
  const auto signed_in = step("verifyRegistration", {"POST", path + "/verify", {{"code", code}}},
                              201, "account.registered device.added session.started");
  use(signed_in.text("/tokens/access_token"));
}

void Life::change_sessions_and_devices() {
  start_sign_in("wrong wrong wrong", 401, "sign_in.failed");
  const auto one = start_sign_in(password, 200, "device.added session.started");
  const auto refreshed =
      step("refreshTokens",
           {"POST", "/v1/tokens/refresh", {{"refresh_token", one.text("/tokens/refresh_token")}}},
           200, "");
  step("endSession", {"DELETE", "/v1/me/sessions/" + one.text("/session/id")}, 204,
       "session.ended");
  const auto two = start_sign_in(password, 200, "session.started");
  const auto device = "/v1/me/devices/" + two.text("/session/device_id");
  step("updateDevice", {"PATCH", device, {{"name", "Tablet"}}}, 200, "device.renamed");
  step("updateDevice", {"PATCH", device, {{"trusted", false}}}, 200, "device.untrusted");
  step("forgetDevice", {"DELETE", device}, 204, "device.forgotten session.ended");
  step("forgetDevice", {"DELETE", device}, 404, "");
  start_sign_in(password, 200, "device.added session.started");
  start_sign_in(password, 200, "session.started");
  step("endOtherSessions", {"DELETE", "/v1/me/sessions"}, 204, "session.ended session.ended");
  step("endOtherSessions", {"DELETE", "/v1/me/sessions"}, 204, "");
  service_.database.execute("UPDATE security_profiles SET max_sessions = 2");
  start_sign_in(password, 200, "session.started");
  start_sign_in(password, 200, "session.ended session.started");
  service_.database.execute("UPDATE security_profiles SET max_sessions = 20");
}

void Life::change_account() {
  use(start_sign_in(password, 200, "session.started").text("/tokens/access_token"));
  step("updateAccount", {"PATCH", "/v1/me", {{"display_name", "Rahim"}}}, 200, "account.updated");
  step("changePassword",
       {"POST",
        "/v1/me/password",
        {{"current_password", "wrong wrong wrong"}, {"new_password", next_password}}},
       401, "");
  step("changePassword",
       {"POST",
        "/v1/me/password",
        {{"current_password", password}, {"new_password", next_password}}},
       204, "password.changed session.ended session.ended");
}

void Life::add_factor() {
  step("beginEnrolment", {"POST", "/v1/me/mfa/totp", {{"secret", totp_secret}}}, 201, "");
  const auto added =
      step("confirmEnrolment", {"POST", "/v1/me/mfa/totp/confirm", {{"code", totp()}}}, 201,
           "factor.added");
  factor_ = added.text("/factor/id");
  step("renameFactor", {"PATCH", "/v1/me/mfa/" + factor_, {{"name", "Phone"}}}, 200,
       "factor.renamed");
}

void Life::step_up() {
  const auto started = step("startStepUp", {"POST", "/v1/step-ups"}, 201, "");
  const auto path = "/v1/step-ups/" + started.text("/id");
  step("askStepUpChallenge", {"POST", path + "/challenges", {{"method", "totp"}}}, 200, "");
  step("verifyStepUp", {"POST", path + "/verify", {{"method", "totp"}, {"code", "000000"}}}, 422,
       "step_up.failed");
  const auto raised =
      step("verifyStepUp", {"POST", path + "/verify", {{"method", "totp"}, {"code", totp()}}}, 200,
           "session.stepped_up");
  use(raised.text("/access_token"));
}

void Life::sign_in_with_factors() {
  const auto made =
      step("makeBackupCodes", {"POST", "/v1/me/mfa/backup-codes"}, 201, "backup_codes.renewed");
  const auto started = start_sign_in(next_password, 200, "");
  const auto path = "/v1/sign-ins/" + started.text("/id");
  step("askSignInChallenge", {"POST", path + "/challenges", {{"method", "totp"}}}, 200, "");
  step("verifySignIn", {"POST", path + "/verify", {{"method", "totp"}, {"code", "000000"}}}, 422,
       "sign_in.failed");
  step("verifySignIn",
       {"POST",
        path + "/verify",
        {{"method", "backup_code"}, {"code", made.text("/codes/0")}, {"trust_device", true}}},
       200, "backup_code.used device.trusted session.started");
}

void Life::sign_in_by_other_means() {
  step("startPasskeySignIn", {"POST", "/v1/sign-ins/passkey"}, 201, "");
  const auto started = step("startQrSignIn", {"POST", "/v1/sign-ins/qr"}, 201, "");
  const auto uri = started.text("/qr_uri");
  const auto scanned = step(
      "scanApproval", {"POST", "/v1/me/approvals/scan", {{"code", uri.substr(uri.find('#') + 1)}}},
      200, "approval.scanned");
  step("decideApproval",
       {"POST", "/v1/me/approvals/" + scanned.text("/id"), {{"decision", "approve"}}}, 200,
       "approval.approved");
  step("verifySignIn",
       {"POST", "/v1/sign-ins/" + started.text("/id") + "/verify", {{"method", "qr"}}}, 200,
       "session.started");
}

void Life::remove_factor() {
  step("removeFactor", {"DELETE", "/v1/me/mfa/" + factor_ + "?end_other_sessions=true"}, 204,
       "factor.removed session.ended session.ended");
}

void Life::enrol_while_signing_in() {
  service_.database.execute("UPDATE security_profiles SET mfa_required = true");
  const auto started = start_sign_in(next_password, 200, "");
  EXPECT_EQ(started.text("/status"), "enrolment_required");
  const auto path = "/v1/sign-ins/" + started.text("/id") + "/enrolments/totp";
  const auto begun =
      step("beginSignInEnrolment", {"POST", path, {{"secret", totp_secret}}}, 200, "");
  const auto signed_in =
      step("confirmSignInEnrolment",
           {"POST", path + "/confirm", {{"factor", begun.text("/id")}, {"code", totp()}}}, 200,
           "factor.added session.started");
  use(signed_in.text("/tokens/access_token"));
  const auto old = signed_in.text("/tokens/refresh_token");
  step("refreshTokens", {"POST", "/v1/tokens/refresh", {{"refresh_token", old}}}, 200, "");
  service_.clock.advance(11s);
  step("refreshTokens", {"POST", "/v1/tokens/refresh", {{"refresh_token", old}}}, 401,
       "refresh_token.replayed session.ended");
}

void Life::leave() {
  service_.database.execute(
      "UPDATE security_profiles SET mfa_required = false; DELETE FROM user_mfa");
  use(start_sign_in(next_password, 200, "session.started").text("/tokens/access_token"));
  step("signOut", {"POST", "/v1/sign-out"}, 204, "session.ended");
}

std::set<std::string> changing_operations(const Clock& clock) {
  config::Settings settings;
  settings.public_url = "http://localhost";
  settings.keys.encryption_keys = {"none:" + encode_base64(random_string(32))};
  app::Shared shared(settings, "", clock);
  boost::asio::io_context context;
  app::Worker worker(context, shared);
  std::set<std::string> operations;
  for (const auto& route : worker.router().routes()) {
    if (route.route.method != api::Method::get) operations.emplace(route.route.operation_id);
  }
  return operations;
}

TEST(Journal, TellsOfEveryChangeInItsOwnTransaction) {
  test::Service service;
  const Watch watch(service.database);
  Life life(service, watch);
  life.register_account();
  life.change_sessions_and_devices();
  life.change_account();
  life.add_factor();
  life.step_up();
  life.sign_in_with_factors();
  life.sign_in_by_other_means();
  life.remove_factor();
  life.enrol_while_signing_in();
  life.leave();
  for (const auto& operation : changing_operations(service.clock))
    EXPECT_TRUE(life.tried().contains(operation)) << operation << " is not tried above";
}

}  // namespace
}  // namespace gatehouse
