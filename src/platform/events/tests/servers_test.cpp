#include <gatehouse/platform/events/servers.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace gatehouse::events {
namespace {

Servers parse(const std::string& urls) { return parse_servers(Secret{urls}); }

using Hosts = std::vector<std::string>;

TEST(NatsServers, HaveADefaultPort) {
  const auto servers = parse("nats://events.example");
  EXPECT_EQ(servers.hosts, Hosts{"events.example:4222"});
  EXPECT_FALSE(servers.tls);
  EXPECT_TRUE(servers.user.empty() && servers.password.empty() && servers.token.empty());
}

TEST(NatsServers, CarryUserAndPasswordOrAToken) {
  const auto servers = parse("nats://gate:p%40ss%2Fword@10.0.0.7:4223");
  EXPECT_EQ(servers.hosts, Hosts{"10.0.0.7:4223"});
  EXPECT_EQ(servers.user, "gate");
  EXPECT_EQ(servers.password.reveal(), "p@ss/word");
  EXPECT_EQ(servers.text(), "10.0.0.7:4223") << "the log never shows the password";
  EXPECT_EQ(parse("tls://s3cr3t@events.example").token.reveal(), "s3cr3t");
  EXPECT_TRUE(parse("tls://s3cr3t@events.example").tls);
}

TEST(NatsServers, OfAClusterAreSeparatedByCommas) {
  const auto servers = parse("nats://u:p@a:1, nats://u:p@[::1]:2,nats://c/");
  EXPECT_EQ(servers.hosts, (Hosts{"a:1", "[::1]:2", "c:4222"}));
  EXPECT_EQ(servers.user, "u");
  EXPECT_EQ(servers.text(), "a:1,[::1]:2,c:4222");
}

TEST(NatsServers, AreRefusedWithoutBeingRepeated) {
  for (const auto* urls :
       {"", "events", "http://h:1", "nats:", "nats://", "nats://:hunter2@h", "nats://user:@h",
        "nats://@h", "nats://h:0", "nats://h:70000", "nats://h:1x", "nats://h/path",
        "nats://h?a=hunter2", "nats://h#hunter2", "nats://h,", "nats://h,tls://i",
        "nats://u:hunter2@h,nats://u:other@i", "nats://u:hunter2@h,nats://token@i"}) {
    try {
      parse(urls);
      ADD_FAILURE() << urls;
    } catch (const std::runtime_error& error) {
      const std::string sentence = error.what();
      EXPECT_EQ(sentence.find("hunter2"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("a NATS address is"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace gatehouse::events
