#include <gatehouse/test/service.hpp>

#include <charconv>
#include <functional>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <boost/json/parse.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <gatehouse/base/text.hpp>

#include "declared_errors.hpp"

namespace gatehouse::test {
namespace {

using namespace std::chrono_literals;

config::Settings complete(config::Settings settings, const TempDir& folder) {
  settings.data_dir = folder.path().string();
  settings.public_url = "http://localhost";
  settings.tokens.issuer = settings.public_url;
  settings.workers = 2;
  settings.http.port = 0;
  settings.http.trusted_proxies = {*IpNetwork::parse("127.0.0.0/8")};
  // The least that Argon2id can do: these tests are not about its cost.
  settings.password.argon2_memory_kib = 64;
  settings.password.argon2_iterations = 1;
  return settings;
}

// Without an operators' port the probes are on the main one.
bool becomes_ready(const std::function<int()>& status) {
  for (int i = 0; i < 3000; ++i) {
    if (status() == 200) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

std::string ask(std::uint16_t port, const std::string& request,
                const std::function<void(std::string_view)>& on_part = {}) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  const bool sent = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                    ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
                        static_cast<ssize_t>(request.size());
  char buffer[16384];
  for (ssize_t size = 0; sent && (size = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(size));
    if (on_part) on_part(answer);
  }
  ::close(socket);
  if (answer.size() < 12) throw std::runtime_error("no answer");
  return answer;
}

Answer parse_answer(const std::string& text) {
  const auto end = text.find("\r\n\r\n");
  Answer answer{.head = text.substr(0, end), .content = text.substr(end + 4)};
  std::from_chars(text.data() + 9, text.data() + 12, answer.status);
  boost::system::error_code error;
  answer.body = boost::json::parse(answer.content, error);
  return answer;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto line : split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && ascii_iequal(line.substr(0, colon), name)) {
      auto value = trim(line.substr(colon + 1));
      if (value.ends_with('\r')) value.remove_suffix(1);
      return std::string(value);
    }
  }
  return {};
}

std::string Answer::text(std::string_view pointer) const {
  boost::system::error_code error;
  const auto* value = body.find_pointer(pointer, error);
  if (value == nullptr || !value->is_string())
    throw std::runtime_error("no text at " + std::string(pointer));
  return std::string(value->get_string());
}

std::string Answer::code() const {
  const auto* object = body.if_object();
  const auto* code = object == nullptr ? nullptr : object->if_contains("code");
  return code != nullptr && code->is_string() ? std::string(code->get_string()) : std::string();
}

Service::Service(config::Settings settings)
    : database(fresh()),
      settings_(complete(std::move(settings), folder_)),
      service_(std::make_unique<app::Service>(settings_, database.conninfo(), clock)) {
  const bool is_ready = becomes_ready([this] {
    const bool has_own_port = settings_.http.metrics_port != 0;
    return (has_own_port ? get_from_operators("/readyz") : get("/readyz")).status;
  });
  if (!is_ready) throw std::runtime_error("the service is not ready");
}

Service::~Service() = default;

std::unique_ptr<app::Service> Service::another_instance() const {
  auto instance = std::make_unique<app::Service>(settings_, database.conninfo(), clock);
  const Extras to_it{.port = instance->port()};
  if (!becomes_ready([&] { return send("GET", "/readyz", {}, to_it).status; }))
    throw std::runtime_error("the other instance is not ready");
  return instance;
}

Answer Service::send(const std::string& method, const std::string& path, const std::string& body,
                     const Extras& extras) const {
  std::string request =
      method + " " + path +
      " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: " + extras.user_agent +
      "\r\n";
  if (!extras.token.empty()) request += "Authorization: Bearer " + extras.token + "\r\n";
  request += "X-Forwarded-For: " + (extras.from.empty() ? "192.0.2.1" : extras.from) + "\r\n";
  request += extras.headers;
  if (!body.empty())
    request += "Content-Type: " + extras.content_type +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  auto answer = parse_answer(ask(extras.port == 0 ? service_->port() : extras.port,
                                 request + "\r\n" + body, extras.on_part));
  expect_declared(method, path, answer.code());
  return answer;
}

Answer Service::get_from_operators(const std::string& path) const {
  return parse_answer(
      ask(static_cast<std::uint16_t>(settings_.http.metrics_port),
          "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
}

boost::json::value Service::message_to(const std::string& address, std::size_t at_least) const {
  const auto to = address.starts_with('+') ? "%2B" + address.substr(1) : address;
  for (int i = 0; i < 1500; ++i) {
    const auto answer = get("/dev/outbox?to=" + to);
    const auto& items = answer.body.at("items").as_array();
    if (items.size() >= at_least) return items.front();
    std::this_thread::sleep_for(20ms);
  }
  throw std::runtime_error("no message to " + address);
}

Answer Service::sign_up(const std::string& email, const std::string& password) const {
  const auto started =
      post("/v1/registrations", R"({"email":")" + email + R"(","password":")" + password + "\"}");
  const auto code = std::string(message_to(email).at("code").as_string());
  return post("/v1/registrations/" + started.text("/id") + "/verify",
              R"({"code":")" + code + "\"}");
}

Answer Service::sign_in(const std::string& identifier, const std::string& password,
                        const std::string& from) const {
  return send("POST", "/v1/sign-ins",
              R"({"identifier":")" + identifier + R"(","password":")" + password + "\"}",
              {.from = from});
}

}  // namespace gatehouse::test
