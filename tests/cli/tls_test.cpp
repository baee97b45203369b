// TLS without a proxy, as an operator sets it up: the built program with certificates in files.
#include <csignal>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "../../src/platform/http/tests/authority.hpp"
#include "command.hpp"

namespace gatehouse::cli {
namespace {

using namespace std::chrono_literals;
using test::Authority;

class ServeTls : public testing::Test {
 protected:
  ServeTls() {
    install(authority);
    auto environment = beside(database);
    environment["GATEHOUSE_HTTP_PORT"] = std::to_string(port);
    environment["GATEHOUSE_HTTP_METRICS_PORT"] = std::to_string(metrics_port);
    environment["GATEHOUSE_HTTP_TLS_CERTIFICATE"] = file("server.pem");
    environment["GATEHOUSE_HTTP_TLS_KEY"] = file("server.key");
    environment["GATEHOUSE_HTTP_MTLS_PORT"] = std::to_string(mtls_port);
    environment["GATEHOUSE_HTTP_MTLS_CLIENT_CA"] = authority.ca();
    program.emplace(runtime::Command{.argv = {GATEHOUSE_PROGRAM, "serve"},
                                     .directory = folder.path(),
                                     .output = folder.path() / "log",
                                     .environment = {environment.begin(), environment.end()}});
    const auto probe = "http://127.0.0.1:" + std::to_string(metrics_port) + "/readyz";
    for (int i = 0; i < 3000 && test::run("curl -sf --noproxy '*' " + probe).code != 0; ++i) {
      if (!program->running()) break;
      std::this_thread::sleep_for(20ms);
    }
  }

  void install(const Authority& of) const {
    const auto issued = of.issue_server();
    for (const auto* ending : {".pem", ".key"})
      std::filesystem::copy_file(issued + ending, file(std::string("server") + ending),
                                 std::filesystem::copy_options::overwrite_existing);
  }

  /// The status that curl sees, "000" when it gets no answer.
  std::string status(std::uint16_t at, const std::string& options) const {
    return test::run("curl -s -m 10 --noproxy '*' -o /dev/null -w '%{http_code}' " + options +
                     " https://localhost:" + std::to_string(at) + "/.well-known/jwks.json")
        .output;
  }

  /// The same until it is this, for ten seconds: a signal is answered by nobody.
  bool becomes(const std::string& expected, std::uint16_t at, const std::string& options) const {
    for (int i = 0; i < 200; ++i) {
      if (status(at, options) == expected) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  std::string file(const std::string& name) const { return (folder.path() / name).string(); }
  std::string log() const { return test::read_file(folder.path() / "log"); }

  Authority authority{"gatehouse"};
  test::TempDir folder;
  test::Database database = test::fresh();
  std::uint16_t port = test::free_port();
  std::uint16_t mtls_port = test::free_port();
  std::uint16_t metrics_port = test::free_port();
  std::optional<runtime::Process> program;
};

TEST_F(ServeTls, TakesNewCertificatesAtSighup) {
  const auto trusted = "--cacert " + authority.ca();
  ASSERT_EQ(status(port, trusted), "200") << log();
  EXPECT_EQ(test::run("curl -s --noproxy '*' http://localhost:" + std::to_string(port) + "/").code,
            52)
      << "nothing but TLS is spoken there";
  const Authority other("other");
  const auto trusts_other = "--cacert " + other.ca();
  const auto as_client = " --cert " + authority.issue_client("gateway") + ".pem --key " +
                         authority.file("gateway.key");
  EXPECT_EQ(status(port, trusts_other), "000");
  install(other);
  EXPECT_EQ(status(port, trusted), "200") << "nobody has said so yet";
  program->signal(SIGHUP);
  EXPECT_TRUE(becomes("200", port, trusts_other)) << log();
  EXPECT_EQ(status(port, trusted), "000");
  EXPECT_TRUE(becomes("200", mtls_port, trusts_other + as_client)) << log();

  // What cannot be read is told, and the present one stays.
  std::filesystem::resize_file(file("server.key"), 10);
  program->signal(SIGHUP);
  for (int i = 0; i < 500 && !log().contains("reload_failed"); ++i)
    std::this_thread::sleep_for(20ms);
  EXPECT_TRUE(log().contains("reload_failed")) << log();
  EXPECT_EQ(status(port, trusts_other), "200");
  program->signal(SIGTERM);
  EXPECT_EQ(program->wait_for(15s), 0) << log();
}

TEST_F(ServeTls, TheMutualListenerTakesKnownClientsOnly) {
  const auto trusted = "--cacert " + authority.ca();
  const auto as = [&](const std::string& client) {
    return trusted + " --cert " + client + ".pem --key " + client + ".key";
  };
  const Authority stranger("gatehouse");
  ASSERT_EQ(status(mtls_port, as(authority.issue_client("gateway"))), "200") << log();
  EXPECT_EQ(status(mtls_port, trusted), "000") << "no certificate";
  EXPECT_EQ(status(mtls_port, as(stranger.issue_client("foreign"))), "000");
  EXPECT_EQ(status(port, trusted), "200") << "the other listener asks for none";
}

}  // namespace
}  // namespace gatehouse::cli
