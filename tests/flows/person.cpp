#include <gatehouse/test/person.hpp>

#include <algorithm>
#include <future>
#include <set>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const json::array& items_of(const Answer& answer) { return answer.body.at("items").as_array(); }

void expect(const Answer& answer, int status, const std::string& what) {
  if (answer.status != status)
    throw std::runtime_error(what + ": " + std::to_string(answer.status) + " " + answer.content);
}

std::vector<std::string> texts(const json::value& array) {
  std::vector<std::string> out;
  for (const auto& one : array.as_array()) out.emplace_back(one.as_string());
  return out;
}

}  // namespace

App::App(const std::string& secret, services::TotpParameters parameters)
    : secret_(services::parse_totp_secret(Secret{secret}).value()), parameters_(parameters) {}

std::string App::code(Timestamp now, int steps) const {
  const auto step = services::totp_step(parameters_, now) + steps;
  return services::totp_code(secret_, parameters_, step).reveal();
}

std::string App::wrong_code(Timestamp now) const {
  std::set<std::string> right;
  for (int steps = -4; steps <= 4; ++steps) right.insert(code(now, steps));
  std::string wrong(static_cast<std::size_t>(parameters_.digits), '0');
  while (right.contains(wrong)) ++wrong.back();
  return wrong;
}

Person::Person(Service& service_, std::string email_)
    : service(&service_), email(std::move(email_)) {
  const auto signed_up = service->sign_up(email, good_password);
  expect(signed_up, 201, "registration");
  go_on(signed_up);
  account = signed_up.text("/account/id");
  device_token = signed_up.text("/device_token");
}

Answer Person::post(const std::string& path, const json::object& body) const {
  return post_json(*service, path, body, {.token = token});
}

Answer Person::remove(const std::string& path) const {
  return service->send("DELETE", path, {}, {.token = token});
}

Answer Person::begin(const std::string& method, const json::object& members) const {
  // Factors are listed in the order of their time.
  service->clock.advance(1s);
  return post("/v1/me/mfa/" + method, members);
}

Answer Person::confirm(const std::string& method, const json::object& members) const {
  return post("/v1/me/mfa/" + method + "/confirm", members);
}

void Person::keep_backup_codes(const Answer& added) {
  const auto* codes = added.body.as_object().if_contains("backup_codes");
  if (codes != nullptr && codes->is_array()) backup_codes = texts(*codes);
}

App Person::add_app() {
  const auto begun = begin("totp");
  expect(begun, 201, "totp");
  const App app(begun.text("/secret"));
  const auto added = confirm("totp", {{"code", fresh_code(app)}, {"id", begun.text("/id")}});
  expect(added, 201, "totp confirmation");
  keep_backup_codes(added);
  return app;
}

void Person::add_address(const std::string& method, const std::string& address) {
  const auto begun = begin(method, {{method == "sms" ? "phone" : "email", address}});
  expect(begun, 201, method);
  const auto added = confirm(method, {{"code", next_code(address)}, {"id", begun.text("/id")}});
  expect(added, 201, method + " confirmation");
  keep_backup_codes(added);
}

webauthn::Browser Person::add_key(const std::string& method, webauthn::Browser browser) {
  const auto begun = begin(method);
  expect(begun, 201, method);
  const auto added = confirm(method, {{"credential", browser.create(begun.body.at("public_key"))},
                                      {"id", begun.text("/id")}});
  expect(added, 201, method + " confirmation");
  keep_backup_codes(added);
  return browser;
}

std::string Person::add_push() {
  const auto begun = begin("push", {{"fcm_token", "token-of-a-phone"}});
  expect(begun, 201, "push");
  auto id = begun.text("/id");
  const auto added = confirm("push", {{"code", next_code(id)}, {"id", id}});
  expect(added, 201, "push confirmation");
  keep_backup_codes(added);
  return id;
}

void Person::add_qr() {
  expect(begin("qr"), 201, "qr");
  const auto added = confirm("qr", {});
  expect(added, 201, "qr confirmation");
  keep_backup_codes(added);
}

std::string Person::factor(const std::string& method) const {
  std::string id;
  for (const auto& one : items_of(get("/v1/me/mfa"))) {
    if (one.at("method").as_string() == method) id = one.at("id").as_string();
  }
  return id;
}

Answer Person::start(const Extras& extras, const json::object& members) const {
  json::object body{{"identifier", email}, {"password", good_password}};
  for (const auto& [name, value] : members) body[name] = value;
  return post_json(*service, "/v1/sign-ins", body, extras);
}

std::string Person::start_id(const Extras& extras) const {
  const auto started = start(extras);
  expect(started, 200, "sign-in");
  return started.text("/id");
}

void Person::sign_in(const App& app) {
  const auto signed_in = verify(*service, start_id(), "totp", fresh_code(app));
  expect(signed_in, 200, "second factor");
  go_on(signed_in);
}

void Person::step_up(const App& app) {
  const auto started = post("/v1/step-ups");
  expect(started, 201, "step-up");
  const auto raised = post("/v1/step-ups/" + started.text("/id") + "/verify",
                           {{"method", "totp"}, {"code", fresh_code(app)}});
  expect(raised, 200, "step-up");
  go_on(raised);
}

void Person::step_up_by(const std::string& method, const std::string& address) {
  const auto path = "/v1/step-ups/" + post("/v1/step-ups").text("/id");
  expect(post(path + "/challenges", {{"method", method}}), 200, "step-up question");
  const auto raised = post(path + "/verify", {{"method", method}, {"code", next_code(address)}});
  expect(raised, 200, "step-up");
  go_on(raised);
}

void Person::go_on(const Answer& signed_in) {
  const auto& body = signed_in.body.as_object();
  const bool is_sign_in = body.contains("tokens");
  token = signed_in.text(is_sign_in ? "/tokens/access_token" : "/access_token");
  if (is_sign_in) session = signed_in.text("/session/id");
}

std::string Person::fresh_code(const App& app) const {
  service->clock.advance(30s);
  return app.code(service->clock.now());
}

std::string Person::next_code(const std::string& address) {
  return std::string(service->message_to(address, ++read_[address]).at("code").as_string());
}

std::vector<std::string> Person::events() const {
  std::vector<std::string> out;
  for (const auto& one : items_of(get("/v1/me/security-events?limit=100"))) {
    out.emplace_back(one.at("event_type").as_string());
    out.back() += " " + std::string(one.at("severity").as_string());
    const auto* reason = one.at("event_data").as_object().if_contains("reason");
    if (reason != nullptr && !reason->as_string().empty())
      out.back() += " " + std::string(reason->as_string());
  }
  return out;
}

std::vector<std::string> Person::attempts() const {
  std::vector<std::string> out;
  for (const auto& one : items_of(get("/v1/me/sign-in-history?limit=100"))) {
    const auto* reason = one.as_object().if_contains("failure_reason");
    out.emplace_back(reason == nullptr || reason->is_null() ? "signed_in" : reason->as_string());
  }
  return out;
}

Answer post_json(const Service& service, const std::string& path, const json::object& body,
                 const Extras& extras) {
  return service.send("POST", path, json::serialize(body), extras);
}

Answer ask(const Service& service, const std::string& sign_in, const std::string& method,
           const Extras& extras) {
  return post_json(service, "/v1/sign-ins/" + sign_in + "/challenges", {{"method", method}},
                   extras);
}

Answer verify(const Service& service, const std::string& sign_in, const std::string& method,
              const std::string& code, const Extras& extras) {
  return post_json(service, "/v1/sign-ins/" + sign_in + "/verify",
                   {{"method", method}, {"code", code}}, extras);
}

Answer verify(const Service& service, const std::string& sign_in, const std::string& method,
              const json::object& credential, const Extras& extras) {
  return post_json(service, "/v1/sign-ins/" + sign_in + "/verify",
                   {{"method", method}, {"credential", credential}}, extras);
}

std::vector<Answer> race(int count, const std::function<Answer(int)>& request) {
  std::promise<void> start;
  const auto started = start.get_future().share();
  std::vector<std::future<Answer>> running;
  for (int i = 0; i < count; ++i) {
    running.push_back(std::async(std::launch::async, [&request, started, i] {
      started.wait();
      return request(i);
    }));
  }
  start.set_value();
  std::vector<Answer> answers;
  for (auto& one : running) answers.push_back(one.get());
  return answers;
}

int with_status(const std::vector<Answer>& answers, int status) {
  return static_cast<int>(std::ranges::count(answers, status, &Answer::status));
}

std::string codes_of(const std::vector<Answer>& answers) {
  std::set<std::string> codes;
  for (const auto& one : answers) {
    if (one.status >= 300) codes.insert(one.code());
  }
  std::string out;
  for (const auto& code : codes) out += (out.empty() ? "" : " ") + code;
  return out;
}

bool contains(const std::vector<std::string>& lines, std::string_view line) {
  return std::ranges::find(lines, line) != lines.end();
}

json::value claims_of(const std::string& token) {
  const auto first = token.find('.') + 1;
  return json::parse(decode_base64url(token.substr(first, token.find('.', first) - first)).value());
}

std::string methods_of(const Answer& answer) {
  std::string out;
  for (const auto& one : answer.body.at("methods").as_array()) {
    const auto& name = one.is_string() ? one.as_string() : one.at("method").as_string();
    out += (out.empty() ? "" : " ") + std::string(name);
  }
  return out;
}

}  // namespace gatehouse::test
