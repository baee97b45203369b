#include "program.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace gatehouse::fault {

using namespace std::chrono_literals;

Program::Program(Settings settings)
    : settings_{{"GATEHOUSE_DATA_DIR", folder_.path().string()},
                {"GATEHOUSE_HTTP_PORT", std::to_string(port_)},
                {"GATEHOUSE_HTTP_TRUSTED_PROXIES", "127.0.0.0/8"},
                {"GATEHOUSE_MODE", "development"},
                {"GATEHOUSE_WORKERS", "2"},
                // The least that Argon2id may do: these tests are not about its cost.
                {"GATEHOUSE_PASSWORD_ARGON2_MEMORY_KIB", "7168"},
                {"GATEHOUSE_PASSWORD_ARGON2_ITERATIONS", "1"}} {
  for (const auto& [name, value] : settings) {
    std::erase_if(settings_, [&](const auto& setting) { return setting.first == name; });
    settings_.emplace_back(name, value);
  }
  start();
}

void Program::start() {
  process_.emplace(runtime::Command{.argv = {GATEHOUSE_PROGRAM, "serve"},
                                    .directory = folder_.path(),
                                    .output = folder_.path() / "log",
                                    .environment = settings_});
  const auto end = std::chrono::steady_clock::now() + 60s;
  for (;;) {
    const auto answer = send({.method = "GET", .path = "/readyz"});
    if (answer && answer->status == 200) return;
    if (!running() || std::chrono::steady_clock::now() > end)
      throw std::runtime_error("the program is not ready:\n" + log());
    std::this_thread::sleep_for(20ms);
  }
}

std::string Program::command(const std::vector<std::string>& arguments) const {
  const auto output = folder_.path() / "command";
  std::filesystem::remove(output);
  runtime::Command command{.argv = {GATEHOUSE_PROGRAM},
                           .directory = folder_.path(),
                           .output = output,
                           .environment = settings_};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  const auto code = runtime::Process(command).wait_for(30s);
  auto printed = test::read_file(output);
  if (code != 0) throw std::runtime_error("the command failed: " + printed);
  return printed;
}

std::string Program::private_database() const {
  return test::read_file(folder_.path() / "postgresql.conninfo");
}

pid_t Program::postmaster() const {
  return std::stoi(test::read_file(folder_.path() / "postgresql" / "postmaster.pid"));
}

std::string Program::log() const { return test::read_file(folder_.path() / "log"); }

std::optional<Answer> Program::sign_in(const std::string& email, int number) const {
  return send({.method = "POST",
               .path = "/v1/sign-ins",
               .body = fmt::format(R"({{"identifier":"{}","password":"{}"}})", email, password),
               .from = network(number)});
}

std::optional<Answer> Program::start_registration(const std::string& email, int number) const {
  return send({.method = "POST",
               .path = "/v1/registrations",
               .body = fmt::format(R"({{"email":"{}","password":"{}"}})", email, password),
               .from = network(number)});
}

std::string Program::code_for(const std::string& email, std::chrono::milliseconds limit) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  do {
    const auto answer = send({.method = "GET", .path = "/dev/outbox?to=" + email});
    const auto* listed = answer ? answer->body.if_object() : nullptr;
    const auto* items = listed != nullptr ? listed->if_contains("items") : nullptr;
    if (items != nullptr && !items->as_array().empty()) {
      const auto* code = items->as_array().front().as_object().if_contains("code");
      if (code != nullptr && code->is_string()) return std::string(code->get_string());
    }
    std::this_thread::sleep_for(20ms);
  } while (std::chrono::steady_clock::now() < end);
  return {};
}

Answer Program::sign_up(const std::string& email, int number) const {
  const auto started = start_registration(email, number);
  if (!started || started->status != 202) throw std::runtime_error("registration was refused");
  const auto verified = send({.method = "POST",
                              .path = "/v1/registrations/" + started->text("/id") + "/verify",
                              .body = fmt::format(R"({{"code":"{}"}})", code_for(email)),
                              .from = network(number)});
  if (!verified || verified->status / 100 != 2)
    throw std::runtime_error("the code was refused:\n" + log());
  return *verified;
}

std::string ask(const std::string& conninfo, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()),
                                                                &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             &PQclear);
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

}  // namespace gatehouse::fault
