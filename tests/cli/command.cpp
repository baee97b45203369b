#include "command.hpp"

#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::cli {

Outcome run(const std::vector<std::string>& arguments, const Environment& environment,
            const std::string& input) {
  const test::TempDir folder;
  const auto in = folder.write("in", input);
  const auto out = folder.write("out", "");
  const auto err = folder.write("err", "");
  std::vector<std::string> texts{GATEHOUSE_PROGRAM};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables{std::string("PATH=") + std::getenv("PATH")};
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> argv;
  for (auto& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (auto& text : variables) envp.push_back(text.data());
  envp.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.path().c_str());
  posix_spawn_file_actions_addopen(&actions, 0, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out.c_str(), O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, GATEHOUSE_PROGRAM, &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("the program cannot be started");
  int status = 0;
  ::waitpid(child, &status, 0);
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .out = test::read_file(out),
          .err = test::read_file(err)};
}

Environment beside(const test::Database& database) {
  return {{"GATEHOUSE_DATABASE_URL", database.conninfo()},
          {"GATEHOUSE_KEYS_ENCRYPTION_KEYS", encryption_key},
          {"GATEHOUSE_PASSWORD_ARGON2_MEMORY_KIB", "7168"},
          {"GATEHOUSE_PASSWORD_ARGON2_ITERATIONS", "1"}};
}

config::Settings service_settings() {
  config::Settings settings;
  settings.keys.encryption_keys = {encryption_key};
  return settings;
}

}  // namespace gatehouse::cli
