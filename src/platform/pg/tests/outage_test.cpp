#include <csignal>

#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/pg/private_server.hpp>
#include <gatehouse/platform/runtime/process.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "blocking.hpp"
#include "database_fixture.hpp"

namespace gatehouse::pg {
namespace {

const Query<std::int64_t(std::int64_t)> echo{{"outage.echo", "SELECT $1"}};
const Query<void(std::string)> add{{"outage.add", "INSERT INTO things (name) VALUES ($1)"}};
const Query<bool()> is_encrypted{
    {"outage.is_encrypted", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"}};

const Query<bool()> is_read_only{
    {"outage.is_read_only", "SELECT current_setting('transaction_read_only')::boolean"}};

const Query<std::string(std::string)> same{{"outage.same", "SELECT $1"}};

Task<std::int64_t> echoed(Database& database, std::int64_t value) {
  auto tx = Transaction::reading(database);
  co_return co_await tx.one(echo, value).get();
}

// What requests met while the server was attacked.
struct Load {
  int running = 0;
  int answered = 0;
  int unavailable = 0;
  int wrong = 0;
  bool stopped = false;
  std::vector<std::string> kept;  ///< names whose commit was answered
};

Task<> request(Database& database, Load& load, std::int64_t number) {
  const auto name = std::to_string(number);
  Transaction tx{database};
  tx.execute(add, name);
  if (number % 2 == 0) co_await tx.flush();
  const auto back = tx.one(echo, number);
  co_await tx.commit();
  if (back.value() != number) throw std::logic_error("the answer of another");
  load.kept.push_back(name);
  if (co_await echoed(database, number) != number) throw std::logic_error("of another");
}

Task<> client(Database& database, Load& load, std::int64_t first) {
  ++load.running;
  for (auto number = first; !load.stopped; ++number) {
    try {
      co_await request(database, load, number);
      ++load.answered;
    } catch (const Unavailable&) {
      ++load.unavailable;
    } catch (const std::exception& error) {
      ++load.wrong;
      ADD_FAILURE() << error.what();
    }
    co_await runtime::sleep_for(1ms);
  }
  --load.running;
}

Task<> under_load(Database& database, Load& load, std::function<void()> attack, int times) {
  const auto executor = co_await boost::asio::this_coro::executor;
  for (std::int64_t i = 0; i < 10; ++i) {
    boost::asio::co_spawn(executor, client(database, load, i * 1'000'000), boost::asio::detached);
  }
  for (int i = 0; i < times; ++i) {
    co_await runtime::sleep_for(200ms);
    attack();
  }
  co_await runtime::sleep_for(300ms);
  load.stopped = true;
  while (load.running > 0) co_await runtime::sleep_for(1ms);
}

using OutageTest = DatabaseTest;

TEST_F(OutageTest, ConnectionsEndedUnderLoadCostTheirRequestsOnly) {
  run([this](Database& database) -> Task<> {
    Load load;
    const auto terminate = [this] {
      server.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    };
    co_await under_load(database, load, terminate, 5);
    EXPECT_GT(load.unavailable, 0);
    EXPECT_GT(load.answered, load.unavailable);
    EXPECT_EQ(load.wrong, 0);
    for (const auto& name : load.kept)
      EXPECT_EQ(ask("SELECT 1 FROM things WHERE name = '" + name + "'"), "1") << name;
    EXPECT_EQ(co_await echoed(database, 7), 7);
    EXPECT_LE(database.exclusive_connections(), 4);
    EXPECT_LE(std::stoi(*ask("SELECT count(*) FROM pg_stat_activity WHERE datname = "
                             "current_database() AND pid <> pg_backend_pid()")),
              5)
        << "none is left behind";
  });
}

TEST_F(OutageTest, AServerThatRestartsIsFoundAgain) {
  const test::TempDir dir;
  PrivateServer own({.data_dir = dir.path(), .settings = test::quick_settings()});
  run(
      [&own](Database& database) -> Task<> {
        EXPECT_EQ(co_await echoed(database, 1), 1);
        own.stop();
        co_await runtime::sleep_for(50ms);
        EXPECT_FALSE(database.is_connected());
        EXPECT_TRUE(co_await throws<Unavailable>(
            [](Database& d) -> Task<> { co_await echoed(d, 2); }(database)));
        own.start();
        for (int i = 0; i < 300 && !database.is_connected(); ++i) co_await runtime::sleep_for(10ms);
        EXPECT_EQ(co_await echoed(database, 3), 3);
        Transaction tx{database};
        const auto four = tx.one(echo, std::int64_t{4});
        co_await tx.flush();
        co_await tx.commit();
        EXPECT_EQ(four.value(), 4);
      },
      {.conninfo = own.conninfo()});
}

// A server over TCP with certificates of its own making.
class TcpServer {
 public:
  explicit TcpServer(const std::string& host_name) {
    const auto key = dir_.path() / "server.key";
    runtime::Process openssl(
        {.argv = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                  "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                  "/CN=" + host_name, "-addext", "subjectAltName=DNS:" + host_name, "-keyout",
                  key.string(), "-out", certificate()},
         .output = dir_.path() / "openssl.log"});
    if (openssl.wait() != 0) throw std::runtime_error("openssl req failed");
    const passwd* owner = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    if (owner && ::chown(key.c_str(), owner->pw_uid, owner->pw_gid) != 0)
      throw std::runtime_error("chown failed");
    const auto rules = dir_.write("hba.conf",
                                  "local all all peer map=gatehouse\n"
                                  "hostssl all all 127.0.0.0/8 trust\n");
    auto settings = test::quick_settings();
    settings.insert(settings.end(), {{"listen_addresses", address_},
                                     {"hba_file", rules.string()},
                                     {"ssl", "on"},
                                     {"ssl_cert_file", certificate()},
                                     {"ssl_key_file", key.string()}});
    server_.emplace(PrivateServerOptions{.data_dir = dir_.path() / "data", .settings = settings});
  }

  std::string certificate() const { return (dir_.path() / "server.crt").string(); }
  const std::string& address() const { return address_; }
  std::string conninfo(const std::string& more) const {
    return fmt::format("hostaddr={} user=gatehouse dbname=gatehouse {}", address_, more);
  }

 private:
  test::TempDir dir_;
  // The port is always 5432; the address is this process's and this object's own.
  std::string address_ = [] {
    static int count = 0;
    return fmt::format("127.{}.{}.{}", 1 + getpid() / 256 % 254, getpid() % 256, 1 + count++);
  }();
  std::optional<PrivateServer> server_;
};

bool works(const std::string& conninfo) {
  bool answered = false;
  run_on(
      {.conninfo = conninfo},
      [&](Database& database) -> Task<> {
        if (!database.is_connected()) co_return;
        auto tx = Transaction::reading(database);
        answered = co_await tx.one(is_encrypted).get();
      },
      1s);
  return answered;
}

TEST(TcpOutage, TlsIsVerifiedAsTheConnectionStringAsks) {
  const TcpServer server("db.example");
  const auto trusting = "host=db.example sslrootcert=" + server.certificate();
  EXPECT_TRUE(works(server.conninfo("sslmode=require")));
  EXPECT_TRUE(works(server.conninfo(trusting + " sslmode=verify-full")));
  EXPECT_FALSE(works(server.conninfo("sslmode=disable"))) << "the server takes TLS only";
  const auto other_name = "host=other.example sslmode=verify-full sslrootcert=";
  EXPECT_FALSE(works(server.conninfo(other_name + server.certificate())));
  EXPECT_TRUE(works(
      server.conninfo("host=other.example sslmode=verify-ca sslrootcert=" + server.certificate())));
  const TcpServer stranger("db.example");
  EXPECT_FALSE(works(
      server.conninfo("host=db.example sslmode=verify-full sslrootcert=" + stranger.certificate())))
      << "signed by nobody that is trusted";
}

// More than one packet each way, through TLS, while other statements follow.
TEST(TcpOutage, LargeValuesPassThroughTls) {
  const TcpServer server("db.example");
  run_on({.conninfo = server.conninfo("sslmode=require")}, [&](Database& database) -> Task<> {
    const std::string large(5'000'000, 'x');
    auto tx = Transaction::reading(database);
    const auto first = tx.one(same, large);
    const auto second = tx.one(same, std::string("small"));
    const auto third = tx.one(same, large);
    co_await tx.flush();
    EXPECT_EQ(first.value(), large);
    EXPECT_EQ(second.value(), "small");
    EXPECT_EQ(third.value(), large);
  });
}

// A first host that takes connections and then says nothing must not keep the second one from being tried.
TEST(TcpOutage, ASilentFirstHostIsPassedOver) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor silent(context, {boost::asio::ip::address_v4::loopback(), 0});
  const TcpServer server("db.example");
  run_on({.conninfo = fmt::format("host=127.0.0.1,{} port={},5432 user=gatehouse dbname=gatehouse",
                                  server.address(), silent.local_endpoint().port()),
          .connect_timeout = 500ms},
         [](Database& database) -> Task<> {
           EXPECT_EQ(co_await echoed(database, 5), 5);
           // Only the first connection pays for it.
           const auto begun = std::chrono::steady_clock::now();
           Transaction tx{database};
           tx.one(echo, std::int64_t{6});
           co_await tx.commit();
           EXPECT_LT(std::chrono::steady_clock::now() - begun, 500ms);
         });
}

// As after a failover: the old primary is back, and takes no changes.
TEST(TcpOutage, AFirstHostThatOnlyReadsIsPassedOver) {
  const test::TempDir first_dir;
  const test::TempDir second_dir;
  const PrivateServer first({.data_dir = first_dir.path(), .settings = test::quick_settings()});
  const PrivateServer second({.data_dir = second_dir.path(), .settings = test::quick_settings()});
  Blocking(first.admin_conninfo())
      .run("ALTER ROLE gatehouse SET default_transaction_read_only = on");
  const auto socket_of = [](const PrivateServer& server) {
    const auto conninfo = server.conninfo();
    const auto begin = conninfo.find("host='") + 6;
    return conninfo.substr(begin, conninfo.find('\'', begin) - begin);
  };
  const auto both = fmt::format("host={},{} user=gatehouse dbname=gatehouse", socket_of(first),
                                socket_of(second));
  const auto reads_only = [](const std::string& conninfo) {
    bool answer = false;
    run_on({.conninfo = conninfo}, [&](Database& database) -> Task<> {
      Transaction tx{database};
      const auto told = tx.one(is_read_only);
      co_await tx.commit();
      answer = told.value();
    });
    return answer;
  };
  EXPECT_TRUE(reads_only(both)) << "otherwise this test shows nothing";
  EXPECT_FALSE(reads_only(both + " target_session_attrs=read-write"));
}

// A server that stops answering without closing anything, as a machine that lost its power does.
TEST(TcpOutage, AConnectionThatFallsSilentIsDropped) {
  const test::TempDir dir;
  PrivateServer own({.data_dir = dir.path(), .settings = test::quick_settings()});
  run_on({.conninfo = own.conninfo(), .statement_timeout = 200ms},
         [&](Database& database) -> Task<> {
           EXPECT_EQ(co_await echoed(database, 1), 1);
           signal_backends(own, SIGSTOP);
           const auto begun = std::chrono::steady_clock::now();
           EXPECT_TRUE(co_await throws<Unavailable>(
               [](Database& d) -> Task<> { co_await echoed(d, 2); }(database)));
           EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
           signal_backends(own, SIGCONT);
           for (int i = 0; i < 300 && !database.is_connected(); ++i)
             co_await runtime::sleep_for(10ms);
           EXPECT_EQ(co_await echoed(database, 3), 3);
         });
}

}  // namespace
}  // namespace gatehouse::pg
