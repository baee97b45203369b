#include <gatehouse/platform/events/client.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/runtime/process.hpp>

#include "loop.hpp"

namespace gatehouse::events {
namespace {

using namespace std::chrono_literals;
using Ids = std::vector<std::string>;

TEST(EventClient, MakesTheStreamWhenItIsMissing) {
  const test::NatsServer server;
  Loop loop;
  auto options = options_for(server);
  options.max_age = 3600s;
  EXPECT_FALSE(has_stream(options));
  Client client{loop.context.get_executor(), options};
  loop.connect(client);
  EXPECT_TRUE(has_stream(options));
  const auto info = boost::json::parse(test::NatsReader(server.url()).stream_info("TEST"));
  const auto& config = info.at("config");
  EXPECT_EQ(config.at("subjects"), (boost::json::array{"gatehouse.>"}));
  EXPECT_EQ(config.at("storage").as_string(), "file");
  EXPECT_EQ(config.at("retention").as_string(), "limits");
  EXPECT_EQ(config.at("max_age").as_int64(), std::chrono::nanoseconds(3600s).count());
  EXPECT_EQ(config.at("duplicate_window").as_int64(), std::chrono::nanoseconds(600s).count());
}

TEST(EventClient, LeavesAStreamAsItIs) {
  const test::NatsServer server;
  const test::NatsReader reader(server.url());
  reader.add_stream("TEST", "gatehouse.thing.*", 1000);
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  EXPECT_TRUE(loop.run(client.publish({message("a")})).failure.empty());
  EXPECT_EQ(reader.read("TEST").size(), 1U);
  EXPECT_TRUE(reader.stream_info("TEST").contains("gatehouse.thing.*"));
}

TEST(EventClient, StoresSubjectHeadersAndBytes) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  Message sent = message("a");
  sent.headers = {{"ce-id", "a"}, {"ce-subject", "acct_%20"}};
  sent.body = std::string("\0\r\nMSG \xff", 8);
  loop.run(client.publish({sent}));
  const auto stored = test::NatsReader(server.url()).read("TEST");
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].subject, "gatehouse.thing.happened");
  EXPECT_EQ(stored[0].body, sent.body);
  EXPECT_EQ(stored[0].headers.at("ce-subject"), "acct_%20");
  EXPECT_EQ(stored[0].headers.at("Nats-Msg-Id"), "a");
}

TEST(EventClient, KeepsTheOrderOfAKeyOverABatch) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  std::vector<Message> batch;
  for (int i = 0; i < 200; ++i) {
    const std::string key(1, static_cast<char>('a' + i % 7));
    batch.push_back(message(key + std::to_string(1000 + i), key));
  }
  const auto result = loop.run(client.publish(batch));
  EXPECT_EQ(result.count(), 200U);
  EXPECT_EQ(result.failure, "");
  std::map<char, Ids> by_key;
  for (const auto& id : ids_in(server, 200)) by_key[id[0]].push_back(id);
  EXPECT_EQ(by_key.size(), 7U);
  for (const auto& [key, ids] : by_key) EXPECT_TRUE(std::ranges::is_sorted(ids)) << key;
}

TEST(EventClient, SendsAgainWithoutDuplicates) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  loop.run(client.publish({message("a"), message("b")}));
  const auto again = loop.run(client.publish({message("a"), message("b"), message("c")}));
  EXPECT_EQ(again.stored, (std::vector<bool>{true, true, true})) << "the stream has all";
  EXPECT_EQ(ids_in(server), (Ids{"a", "b", "c"}));
}

TEST(EventClient, StoresNothingOfAnEmptyBatch) {
  const test::NatsServer server;
  Loop loop;
  Client client{loop.context.get_executor(), options_for(server)};
  loop.connect(client);
  EXPECT_EQ(loop.run(client.publish({})).failure, "");
}

// The first that a client tells: empty when it is connected, else why it is not.
std::string outcome_of(Options options) {
  Loop loop;
  std::optional<std::string> told;
  options.on_change = [&](bool, const std::string& cause) { told = cause; };
  const Client client{loop.context.get_executor(), options};
  loop.until([&] { return told.has_value(); });
  return *told;
}

std::string outcome_of(const std::string& url) {
  return outcome_of({.servers = parse_servers(Secret{url}), .stream = "TEST"});
}

TEST(EventClient, ShowsWhoItIs) {
  const test::NatsServer server(
      "authorization { users: [ { user: gate, password: \"p@ss/1\" } ] }");
  const auto at_server = "@127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(outcome_of("nats://gate:p%40ss%2F1" + at_server), "");
  for (const auto* who : {"gate:hunter2", "other:p%40ss%2F1", "hunter2"}) {
    EXPECT_EQ(outcome_of("nats://" + (who + at_server)), "Authorization Violation") << who;
  }
  EXPECT_EQ(outcome_of(server.url()), "Authorization Violation");
}

TEST(EventClient, ShowsAToken) {
  const test::NatsServer server("authorization { token: \"s3cr3t\" }");
  const auto at_server = "@127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(outcome_of("nats://s3cr3t" + at_server), "");
  EXPECT_EQ(outcome_of("nats://guess" + at_server), "Authorization Violation");
}

// The least that a user of the server must be allowed, as the operator's manual has it.
TEST(EventClient, NeedsFewPermissions) {
  const test::NatsServer server(
      "authorization { users: [ { user: gate, password: pw, permissions: {"
      " publish: [\"gatehouse.>\", \"$JS.API.STREAM.INFO.TEST\", \"$JS.API.STREAM.CREATE.TEST\"],"
      " subscribe: \"_INBOX.>\" } } ] }");
  Loop loop;
  auto options = options_for(server);
  options.servers.user = "gate";
  options.servers.password = Secret{"pw"};
  Client client{loop.context.get_executor(), options};
  loop.connect(client);
  EXPECT_EQ(loop.failure_of(client, {message("a")}), "");
  auto forbidden = message("b");
  forbidden.subject = "elsewhere";
  EXPECT_TRUE(loop.failure_of(client, {forbidden}).contains("Permissions Violation"));
}

TEST(EventClient, FindsTheServerOfAClusterThatLives) {
  const test::NatsServer server;
  Loop loop;
  auto options = options_for(server);
  options.servers.hosts.insert(options.servers.hosts.begin(), "127.0.0.1:1");
  Client client{loop.context.get_executor(), options};
  loop.connect(client);
  EXPECT_EQ(loop.run(client.publish({message("a")})).count(), 1U);
}

TEST(EventClient, FindsAServerByItsIpv6Address) {
  const test::NatsServer server("host: \"::1\"");
  EXPECT_EQ(outcome_of("nats://[::1]:" + std::to_string(server.port())), "");
}

// A certificate for `name`, signed by itself.
void make_certificate(const test::TempDir& folder, const std::string& name) {
  runtime::Process openssl(
      {.argv = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-days", "2", "-subj", "/CN=" + name, "-addext",
                "subjectAltName=DNS:" + name, "-keyout", (folder.path() / "key.pem").string(),
                "-out", (folder.path() / "cert.pem").string()},
       .output = folder.path() / "openssl.log"});
  ASSERT_EQ(openssl.wait(), 0);
}

TEST(EventClient, SpeaksTlsWithAServerThatItsAuthoritiesVouchFor) {
  const test::TempDir folder;
  make_certificate(folder, "localhost");
  const auto certificate = (folder.path() / "cert.pem").string();
  const test::NatsServer server("tls { cert_file: \"" + certificate + "\", key_file: \"" +
                                (folder.path() / "key.pem").string() + "\" }");
  const auto port = ":" + std::to_string(server.port());
  EXPECT_NE(outcome_of("tls://localhost" + port), "") << "nobody vouches for it";
  EXPECT_NE(outcome_of("nats://localhost" + port), "") << "the server wants TLS, not just any";
  setenv("SSL_CERT_FILE", certificate.c_str(), 1);
  EXPECT_EQ(outcome_of("tls://localhost" + port), "");
  EXPECT_EQ(outcome_of("nats://localhost" + port), "");
  EXPECT_NE(outcome_of("tls://127.0.0.1" + port), "") << "the certificate is for another name";
  Loop loop;
  Client client{loop.context.get_executor(),
                {.servers = parse_servers(Secret{"tls://localhost" + port}), .stream = "TEST"}};
  loop.connect(client);
  auto large = message("a");
  large.body = std::string(500'000, 'x');
  EXPECT_EQ(loop.failure_of(client, {large, message("b")}), "");
  unsetenv("SSL_CERT_FILE");
}

TEST(EventClient, SaysNothingToAServerWithoutTlsWhenItMustHaveIt) {
  const test::NatsServer server;
  EXPECT_NE(outcome_of("tls://user:hunter2@127.0.0.1:" + std::to_string(server.port())), "");
}

}  // namespace
}  // namespace gatehouse::events
