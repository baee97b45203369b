#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/test/postgres.hpp>

#include "program.hpp"

namespace gatehouse::fault {
namespace {

using namespace std::chrono_literals;

// PostgreSQL whose disk is full while `switch_file()` exists.
class FullDisk {
 public:
  FullDisk() {
    setenv("LD_PRELOAD", DISK_FULL_LIBRARY, 1);
    setenv("DISK_FULL_SWITCH", switch_.c_str(), 1);
    server_.emplace(pg::PrivateServerOptions{.data_dir = folder_.path() / "data",
                                             .settings = test::quick_settings()});
    unsetenv("LD_PRELOAD");
  }
  void fill() const { folder_.write("full", ""); }
  void clear() const { std::filesystem::remove(switch_); }
  std::string conninfo() const { return server_->conninfo(); }

 private:
  test::TempDir folder_;
  std::filesystem::path switch_ = folder_.path() / "full";
  std::optional<pg::PrivateServer> server_;
};

std::string email_of(int number) { return fmt::format("full{}@example.com", number); }

// Registers the people of [first, last); which of them were answered 202.
std::set<int> register_people(const Program& program, int first, int last, int& refused) {
  std::set<int> accepted;
  for (int number = first; number < last; ++number) {
    const auto answer = program.start_registration(email_of(number), number);
    if (answer && answer->status == 202) {
      accepted.insert(number);
    } else {
      EXPECT_EQ(answer ? answer->status : 0, 503) << number;
      EXPECT_TRUE(!answer || answer->has_header("Retry-After"));
      ++refused;
    }
  }
  return accepted;
}

TEST(DiskFull, RegistrationsAreKeptWholeOrRefusedWholeAndGoOnAfterwards) {
  const FullDisk disk;
  Program program({{"GATEHOUSE_DATABASE_URL", disk.conninfo()}});
  program.sign_up(email_of(0), 0);
  int refused = 0;
  disk.fill();
  const auto accepted = register_people(program, 1, 120, refused);
  EXPECT_GT(refused, 20) << "the disk was not full";
  EXPECT_TRUE(program.running());
  EXPECT_EQ(ask(disk.conninfo(), "SELECT count(*) FROM registrations WHERE completed_at IS NULL"),
            std::to_string(accepted.size()));
  disk.clear();
  int refused_later = 0;
  const auto later = register_people(program, 200, 220, refused_later);
  EXPECT_EQ(refused_later, 0) << "no memory of the full disk";
  for (const auto& people : {accepted, later}) {
    for (const int number : people)
      EXPECT_FALSE(program.code_for(email_of(number), 15s).empty()) << email_of(number);
  }
  program.sign_up(email_of(300), 300);
  EXPECT_EQ(program.sign_in(email_of(300), 301)->status, 200);
}

}  // namespace
}  // namespace gatehouse::fault
