// The outbox as other services read it: CloudEvents in a stream of a real NATS server.
#include <charconv>
#include <map>
#include <set>
#include <thread>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/test/nats.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";
using Events = std::vector<test::StreamMessage>;

config::Settings settings_for(const test::NatsServer& server) {
  config::Settings settings;
  settings.events.nats_url = Secret{server.url()};
  return settings;
}

// The value of a series without labels; -1 when there is none.
double metric_in(const std::string& text, const std::string& name) {
  const auto start = text.find("\n" + name + " ");
  if (start == std::string::npos) return -1;
  double value = -1;
  const auto* from = text.data() + start + name.size() + 2;
  std::from_chars(from, text.data() + text.size(), value);
  return value;
}

double metric(const test::Service& service, const std::string& name) {
  return metric_in(service.get("/metrics").content, name);
}

template <class Condition>
bool becomes_true(Condition holds) {
  for (int i = 0; i < 1000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

std::size_t written(const test::Service& service) {
  return static_cast<std::size_t>(
      std::stoi(*service.database.value("SELECT count(*) FROM outbox")));
}

bool all_published(const test::Service& service) {
  return becomes_true([&] {
    return service.database.value("SELECT count(*) FROM outbox WHERE published_at IS NULL") == "0";
  });
}

Events read(const test::NatsServer& server, std::size_t at_least) {
  return test::NatsReader(server.url()).read("GATEHOUSE", at_least);
}

using ByAccount = std::map<std::string, std::vector<std::string>>;

// The ids of the events of each account, in the order of the stream.
ByAccount in_stream(const Events& events) {
  ByAccount ids;
  for (const auto& event : events)
    ids[event.headers.at("ce-subject")].push_back(event.headers.at("ce-id"));
  return ids;
}

// The same in the order in which they were written.
ByAccount in_outbox(const test::Service& service) {
  ByAccount ids;
  const auto rows = service.database.value(
      "SELECT string_agg(account_id || ' ' || id, ',' ORDER BY position) FROM outbox");
  std::istringstream list(rows.value_or(""));
  for (std::string row; std::getline(list, row, ',');) {
    const auto space = row.find(' ');
    ids[AccountId{*Uuid::parse(row.substr(0, space))}.text()].push_back(
        OutboxEventId{*Uuid::parse(row.substr(space + 1))}.text());
  }
  return ids;
}

void expect_complete(const Events& events) {
  std::set<std::string> seen;
  for (const auto& event : events) {
    const auto& headers = event.headers;
    EXPECT_TRUE(seen.insert(headers.at("ce-id")).second) << "once";
    EXPECT_EQ(headers.at("Nats-Msg-Id"), headers.at("ce-id"));
    EXPECT_EQ(headers.at("ce-specversion"), "1.0");
    EXPECT_EQ(headers.at("ce-source"), "http://localhost");
    EXPECT_EQ(headers.at("ce-type"), event.subject);
    EXPECT_TRUE(event.subject.starts_with("gatehouse."));
    EXPECT_EQ(headers.at("ce-datacontenttype"), "application/json");
    EXPECT_TRUE(OutboxEventId::parse(headers.at("ce-id")));
    EXPECT_TRUE(parse_rfc3339(headers.at("ce-time")));
    const auto data = boost::json::parse(event.body);
    EXPECT_EQ(data.at("account_id").as_string(), headers.at("ce-subject"));
    EXPECT_TRUE(data.at("event_id").as_string().starts_with("sev_"));
    EXPECT_EQ(event.body.find("example.com"), std::string::npos) << "no addresses of people";
  }
}

std::vector<std::string> types_of(const Events& events, const std::string& account) {
  std::vector<std::string> types;
  for (const auto& event : events) {
    if (event.headers.at("ce-subject") == account) types.push_back(event.subject);
  }
  return types;
}

TEST(Events, ReachTheStreamAsCloudEventsInTheOrderOfTheAccount) {
  const test::NatsServer server;
  const test::Service service(settings_for(server));
  std::vector<std::string> accounts;
  for (int i = 0; i < 4; ++i) {
    const auto name = "rahim" + std::to_string(i) + "@example.com";
    accounts.push_back(service.sign_up(name, password).text("/account/id"));
    const auto session = service.sign_in(name, password);
    EXPECT_EQ(
        service
            .send("DELETE", "/v1/me/sessions", "", {.token = session.text("/tokens/access_token")})
            .status,
        204);
  }
  ASSERT_TRUE(all_published(service));
  const auto events = read(server, written(service));
  EXPECT_EQ(events.size(), written(service));
  expect_complete(events);
  EXPECT_EQ(in_stream(events), in_outbox(service));
  for (const auto& account : accounts) {
    const auto types = types_of(events, account);
    ASSERT_GE(types.size(), 4U);
    EXPECT_EQ(types.front(), "gatehouse.account.registered");
    EXPECT_EQ(types.back(), "gatehouse.session.ended");
  }
  EXPECT_EQ(metric(service, "gatehouse_events_published_total"), events.size());
  EXPECT_EQ(metric(service, "gatehouse_events_publish_failures_total"), 0);
  EXPECT_EQ(metric(service, "gatehouse_nats_up"), 1);
}

TEST(Events, WaitForAServerThatIsAway) {
  test::NatsServer server;
  const test::Service service(settings_for(server));
  service.sign_up("first@example.com", password);
  ASSERT_TRUE(all_published(service));
  const auto before = written(service);
  server.stop();
  ASSERT_TRUE(becomes_true([&] { return metric(service, "gatehouse_nats_up") == 0; }));
  for (const auto* name : {"second@example.com", "third@example.com"})
    EXPECT_EQ(service.sign_up(name, password).status, 201) << "nobody notices";
  EXPECT_EQ(service.get("/readyz").status, 200);
  EXPECT_EQ(metric(service, "gatehouse_events_published_total"), before);
  server.start();
  ASSERT_TRUE(all_published(service));
  const auto events = read(server, written(service));
  EXPECT_GT(events.size(), before);
  EXPECT_EQ(events.size(), written(service));
  expect_complete(events);
  EXPECT_EQ(in_stream(events), in_outbox(service));
  EXPECT_EQ(metric(service, "gatehouse_nats_up"), 1);
}

TEST(Events, AreNotLostWithAServerThatIsKilledAgainAndAgain) {
  test::NatsServer server;
  const test::Service service(settings_for(server));
  for (int i = 0; i < 8; ++i) {
    service.sign_up("person" + std::to_string(i) + "@example.com", password);
    server.kill();
    server.start();
  }
  ASSERT_TRUE(all_published(service));
  const auto events = read(server, written(service));
  EXPECT_EQ(events.size(), written(service));
  expect_complete(events);
  EXPECT_EQ(in_stream(events), in_outbox(service));
}

TEST(Events, AreMarkedOnlyWhenTheStreamHasThem) {
  test::NatsServer server;
  const test::Service service(settings_for(server));
  ASSERT_TRUE(becomes_true([&] { return metric(service, "gatehouse_nats_up") == 1; }));
  server.pause();
  service.sign_up("rahim@example.com", password);
  std::this_thread::sleep_for(700ms);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL"),
            "0");
  EXPECT_EQ(service.get("/readyz").status, 200) << "a round waits, requests do not";
  ASSERT_TRUE(becomes_true(
      [&] { return metric(service, "gatehouse_events_publish_failures_total") >= 1; }));
  server.resume();
  ASSERT_TRUE(all_published(service));
  const auto events = read(server, written(service));
  EXPECT_EQ(events.size(), written(service)) << "what was sent before is not there twice";
  EXPECT_EQ(in_stream(events), in_outbox(service));
}

TEST(Events, ThatHaveGatheredGoOutInTheirOrder) {
  test::NatsServer server;
  server.stop();
  const test::Service service(settings_for(server));
  service.database.execute(
      "CREATE TEMP TABLE people AS SELECT gen_random_uuid() AS id FROM generate_series(1, 100);"
      "INSERT INTO outbox (id, account_id, event_type, payload, created_at)"
      " SELECT gen_random_uuid(), people.id, 'gatehouse.account.updated', '{}', now()"
      " FROM generate_series(1, 50), people");
  server.start();
  ASSERT_TRUE(all_published(service));
  const auto events = read(server, written(service));
  EXPECT_EQ(events.size(), 5000U);
  EXPECT_EQ(in_stream(events), in_outbox(service));
}

// As after a failure between the acknowledgement and the commit.
TEST(Events, ThatAreSentAgainAreNotThereTwice) {
  const test::NatsServer server;
  const test::Service service(settings_for(server));
  service.sign_up("rahim@example.com", password);
  ASSERT_TRUE(all_published(service));
  service.database.execute("UPDATE outbox SET published_at = NULL");
  ASSERT_TRUE(all_published(service));
  EXPECT_EQ(metric(service, "gatehouse_events_published_total"), 2 * written(service));
  EXPECT_EQ(read(server, written(service)).size(), written(service));
}

TEST(Events, AreSentByOneOfSeveralInstances) {
  const test::NatsServer server;
  const test::Service service(settings_for(server));
  service.sign_up("rahim@example.com", password);
  {
    const auto other = service.another_instance();
    const auto text = [&] {
      return service.send("GET", "/metrics", "", {.port = other->port()}).content;
    };
    ASSERT_TRUE(becomes_true([&] { return metric_in(text(), "gatehouse_nats_up") == 1; }));
    for (int i = 0; i < 20; ++i) {
      service.sign_in("rahim@example.com", password, "192.0.2." + std::to_string(i));
      std::this_thread::sleep_for(20ms);
    }
    ASSERT_TRUE(all_published(service));
    ASSERT_TRUE(becomes_true([&] {
      return metric(service, "gatehouse_events_published_total") +
                 metric_in(text(), "gatehouse_events_published_total") >=
             written(service);
    }));
    EXPECT_EQ(metric(service, "gatehouse_events_published_total") +
                  metric_in(text(), "gatehouse_events_published_total"),
              written(service))
        << "no event by both";
  }
  EXPECT_EQ(in_stream(read(server, written(service))), in_outbox(service));
}

// Whoever holds the publisher's lock in a transaction of its own is another instance to this one.
TEST(Events, WaitWhileAnotherInstancePublishes) {
  const test::NatsServer server;
  const test::Service service(settings_for(server));
  ASSERT_TRUE(becomes_true([&] { return metric(service, "gatehouse_nats_up") == 1; }));
  std::thread other([&] {
    service.database.execute(
        "BEGIN; SELECT pg_advisory_xact_lock(hashtext('gatehouse outbox publisher'));"
        "SELECT pg_sleep(2); COMMIT");
  });
  ASSERT_TRUE(becomes_true([&] {
    return service.database.value(
               "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
               "granted AND database = (SELECT oid FROM pg_database WHERE "
               "datname = current_database())") != "0";
  }));
  service.sign_up("rahim@example.com", password);
  std::this_thread::sleep_for(500ms);
  EXPECT_TRUE(read(server, 0).empty());
  other.join();
  ASSERT_TRUE(all_published(service));
  EXPECT_EQ(read(server, written(service)).size(), written(service));
}

TEST(Events, StayInTheOutboxWithoutAServer) {
  const test::Service service;
  service.sign_up("rahim@example.com", password);
  std::this_thread::sleep_for(500ms);
  EXPECT_GT(written(service), 0U);
  EXPECT_EQ(service.database.value("SELECT count(*) FROM outbox WHERE published_at IS NOT NULL"),
            "0");
  EXPECT_EQ(metric(service, "gatehouse_nats_up"), -1);
  EXPECT_EQ(metric(service, "gatehouse_events_published_total"), -1);
}

TEST(Events, WrittenBeforeThereWasAServerArePublishedToo) {
  test::NatsServer server;
  server.stop();
  const test::Service service(settings_for(server));
  service.sign_up("rahim@example.com", password);
  EXPECT_EQ(metric(service, "gatehouse_nats_up"), 0);
  server.start();
  ASSERT_TRUE(all_published(service));
  expect_complete(read(server, written(service)));
}

// With a server that accepts and says nothing, and events on their way to it.
TEST(Events, DoNotHoldUpTheEndOfTheService) {
  test::NatsServer server;
  test::Service service(settings_for(server));
  ASSERT_TRUE(becomes_true([&] { return metric(service, "gatehouse_nats_up") == 1; }));
  server.pause();
  service.sign_up("rahim@example.com", password);
  std::this_thread::sleep_for(300ms);
  const auto start = std::chrono::steady_clock::now();
  service.app().stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  server.resume();
}

}  // namespace
}  // namespace gatehouse
