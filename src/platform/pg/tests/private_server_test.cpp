#include <gatehouse/platform/pg/private_server.hpp>

#include <fstream>
#include <memory>
#include <thread>

#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gatehouse/test/postgres.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::pg {
namespace {

using namespace std::chrono_literals;

PrivateServerOptions options_in(const std::filesystem::path& folder) {
  return {.data_dir = folder, .settings = test::quick_settings()};
}

/// The first value of a query's answer, or the error.
std::string ask(const std::string& conninfo, const char* sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()),
                                                                &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql),
                                                             &PQclear);
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return PQerrorMessage(connection.get());
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

bool alive(pid_t pid) { return kill(pid, 0) == 0; }

bool gone_within(pid_t pid, std::chrono::seconds limit) {
  for (auto waited = 0ms; waited < limit && alive(pid); waited += 20ms)
    std::this_thread::sleep_for(20ms);
  return !alive(pid);
}

/// Starts a private server in a child process and leaves it there; returns the child and the
/// postmaster.
std::pair<pid_t, pid_t> start_in_child(const std::filesystem::path& folder) {
  int answer[2];
  EXPECT_EQ(pipe(answer), 0);
  const pid_t child = fork();
  if (child == 0) {
    const PrivateServer server(options_in(folder));
    const pid_t pid = server.pid();
    [[maybe_unused]] const auto written = write(answer[1], &pid, sizeof pid);
    while (true) pause();
  }
  close(answer[1]);
  pid_t postmaster = 0;
  EXPECT_EQ(read(answer[0], &postmaster, sizeof postmaster),
            static_cast<ssize_t>(sizeof postmaster));
  close(answer[0]);
  return {child, postmaster};
}

void kill_and_reap(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(PrivateServer, gives_the_service_its_own_database_without_superuser_rights) {
  const test::TempDir dir;
  const PrivateServer server(options_in(dir.path()));
  EXPECT_EQ(ask(server.conninfo(), "SELECT current_user || ' ' || current_database()"),
            "gatehouse gatehouse");
  EXPECT_EQ(ask(server.conninfo(), "SELECT usesuper FROM pg_user WHERE usename = current_user"),
            "f");
  EXPECT_EQ(
      ask(server.conninfo(),
          "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"),
      "gatehouse");
  EXPECT_EQ(ask(server.admin_conninfo(), "SELECT current_user"), "postgres");
}

TEST(PrivateServer, listens_on_no_network_and_shows_its_files_to_nobody) {
  const test::TempDir dir;
  const PrivateServer server(options_in(dir.path()));
  EXPECT_EQ(ask(server.admin_conninfo(), "SHOW listen_addresses"), "");
  EXPECT_EQ(ask(server.admin_conninfo(), "SHOW data_checksums"), "on");
  struct stat info{};
  ASSERT_EQ(stat((dir.path() / "postgresql").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 077, 0U);
  if (geteuid() == 0) {
    EXPECT_NE(info.st_uid, 0U);
  }
}

TEST(PrivateServer, keeps_its_data_from_one_start_to_the_next) {
  const test::TempDir dir;
  {
    const PrivateServer server(options_in(dir.path()));
    ask(server.conninfo(), "CREATE TABLE kept AS SELECT 7 AS n");
  }
  const PrivateServer server(options_in(dir.path()));
  EXPECT_EQ(ask(server.conninfo(), "SELECT n FROM kept"), "7");
}

TEST(PrivateServer, is_gone_with_its_object) {
  const test::TempDir dir;
  pid_t pid = 0;
  {
    PrivateServer server(options_in(dir.path()));
    EXPECT_TRUE(server.running());
    pid = server.pid();
  }
  EXPECT_FALSE(alive(pid));
}

TEST(PrivateServer, can_be_started_again_after_its_death) {
  const test::TempDir dir;
  auto options = options_in(dir.path());
  options.settings.emplace_back("synchronous_commit", "on");
  PrivateServer server(options);
  ask(server.conninfo(), "CREATE TABLE kept AS SELECT 7 AS n");
  kill(server.pid(), SIGKILL);
  for (int i = 0; i < 200 && server.running(); ++i) std::this_thread::sleep_for(10ms);
  ASSERT_FALSE(server.running());
  server.start();
  EXPECT_EQ(ask(server.conninfo(), "SELECT n FROM kept"), "7");
}

TEST(PrivateServer, dies_with_a_killed_parent) {
  const test::TempDir dir;
  const auto [child, postmaster] = start_in_child(dir.path());
  ASSERT_TRUE(alive(postmaster));
  kill_and_reap(child);
  EXPECT_TRUE(gone_within(postmaster, 10s));
}

TEST(PrivateServer, takes_over_at_once_after_a_killed_parent) {
  const test::TempDir dir;
  const auto [child, postmaster] = start_in_child(dir.path());
  kill(postmaster, SIGSTOP);  // it cannot follow its parent yet
  kill_and_reap(child);
  std::thread resume([pid = postmaster] {
    std::this_thread::sleep_for(300ms);
    kill(pid, SIGCONT);
  });
  {
    const PrivateServer server(options_in(dir.path()));
    EXPECT_NE(server.pid(), postmaster);
    EXPECT_EQ(ask(server.conninfo(), "SELECT 1"), "1");
  }
  resume.join();
}

TEST(PrivateServer, ignores_a_lock_file_that_names_some_other_process) {
  const test::TempDir dir;
  {
    const PrivateServer server(options_in(dir.path()));
  }
  std::ofstream(dir.path() / "postgresql" / "postmaster.pid")
      << getpid() << "\n/proc/self/cwd\n0\n5432\n\n\n0\n";
  const PrivateServer server(options_in(dir.path()));
  EXPECT_EQ(ask(server.conninfo(), "SELECT 1"), "1");
}

TEST(PrivateServer, begins_anew_after_an_interrupted_creation) {
  const test::TempDir dir;
  std::filesystem::create_directories(dir.path() / "postgresql.new" / "base");
  const PrivateServer server(options_in(dir.path()));
  EXPECT_EQ(ask(server.conninfo(), "SELECT 1"), "1");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "postgresql.new"));
}

TEST(PrivateServer, refuses_a_data_directory_in_use) {
  const test::TempDir dir;
  const PrivateServer first(options_in(dir.path()));
  try {
    const PrivateServer second(options_in(dir.path()));
    FAIL() << "two servers on one directory";
  } catch (const PrivateServerError& error) {
    EXPECT_NE(std::string(error.what()).find("in use by another Gatehouse"), std::string::npos)
        << error.what();
  }
  EXPECT_EQ(ask(first.conninfo(), "SELECT 1"), "1");
}

TEST(PrivateServer, refuses_a_cluster_of_a_version_that_is_not_installed) {
  const test::TempDir dir;
  std::filesystem::create_directory(dir.path() / "postgresql");
  dir.write("postgresql/PG_VERSION", "9\n");
  try {
    const PrivateServer server(options_in(dir.path()));
    FAIL() << "started on a foreign cluster";
  } catch (const PrivateServerError& error) {
    EXPECT_NE(std::string(error.what()).find("made by PostgreSQL 9"), std::string::npos)
        << error.what();
    EXPECT_NE(std::string(error.what()).find("postgresql-9"), std::string::npos) << error.what();
  }
}

TEST(PrivateServer, shows_the_log_when_the_server_does_not_start) {
  const test::TempDir dir;
  auto options = options_in(dir.path());
  options.settings.emplace_back("no_such_setting", "1");
  try {
    const PrivateServer server(options);
    FAIL() << "started with an unknown setting";
  } catch (const PrivateServerError& error) {
    EXPECT_NE(std::string(error.what()).find("no_such_setting"), std::string::npos) << error.what();
  }
}

TEST(PrivateServer, works_in_a_folder_with_a_long_name_that_its_user_may_not_enter) {
  const test::TempDir dir;
  const auto folder = dir.path() / std::string(120, 'x') / "it's \\ here";
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder.parent_path(), std::filesystem::perms::owner_all);
  const PrivateServer server(options_in(folder));
  EXPECT_EQ(ask(server.conninfo(), "SELECT 1"), "1");
}

}  // namespace
}  // namespace gatehouse::pg
