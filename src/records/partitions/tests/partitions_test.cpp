#include <gatehouse/records/partitions.hpp>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <gatehouse/base/ids.hpp>
#include <gatehouse/test/database_loop.hpp>

namespace gatehouse::records {
namespace {

using namespace std::chrono_literals;

constexpr PartitionedTable outbox{"outbox", "created_at"};

Timestamp at(const char* text) { return *parse_rfc3339(text); }

class PartitionsTest : public testing::Test {
 protected:
  void run(const test::DatabaseWork& work) const { test::run_on(server, work); }

  static Task<int> ensure(pg::Database& db, PartitionedTable table, const char* now, int months) {
    pg::Transaction tx{db};
    const auto made = Partitions{tx}.ensure(table, at(now), months);
    co_await tx.commit();
    co_return made.value();
  }
  static Task<int> drop_before(pg::Database& db, const char* before) {
    pg::Transaction tx{db};
    const auto dropped = Partitions{tx}.drop_before(outbox, at(before));
    co_await tx.commit();
    co_return dropped.value();
  }
  void add_event(const std::string& created_at) const {
    server.value(
        "INSERT INTO outbox (id, event_type, payload, created_at) VALUES ($1, 'test', '{}', $2) "
        "RETURNING 1",
        {Uuid::make(SystemClock{}.now()).text(), created_at});
  }
  // Where the event of that moment stands.
  std::string place_of(const std::string& created_at) const {
    return server.value("SELECT tableoid::regclass FROM outbox WHERE created_at = $1", {created_at})
        .value_or("nowhere");
  }
  bool exists(const std::string& name) const {
    return server.value("SELECT to_regclass($1)", {name}).has_value();
  }

  test::Database server = test::fresh();
};

TEST_F(PartitionsTest, AreMadeAheadForEveryTableAndOnlyOnce) {
  run([this](pg::Database& db) -> Task<> {
    for (const auto& table : partitioned_tables) {
      EXPECT_EQ(co_await ensure(db, table, "2031-11-30T23:59:59Z", 3), 3) << table.name;
      EXPECT_EQ(co_await ensure(db, table, "2031-11-30T23:59:59Z", 3), 0) << table.name;
      EXPECT_EQ(co_await ensure(db, table, "2031-12-01T00:00:00Z", 3), 1) << table.name;
      for (const auto* month : {"_2031_11", "_2031_12", "_2032_01", "_2032_02"})
        EXPECT_TRUE(exists(std::string(table.name) + month)) << table.name << month;
      EXPECT_FALSE(exists(std::string(table.name) + "_2032_03"));
    }
    add_event("2031-12-31 23:59:59.999999Z");
    add_event("2032-01-01 00:00:00Z");
    EXPECT_EQ(place_of("2031-12-31 23:59:59.999999Z"), "outbox_2031_12");
    EXPECT_EQ(place_of("2032-01-01 00:00:00Z"), "outbox_2032_01");
  });
}

TEST_F(PartitionsTest, AMonthWhoseRowsStandInTheDefaultPartitionIsLeftThere) {
  run([this](pg::Database& db) -> Task<> {
    add_event("2031-12-15 00:00:00Z");
    EXPECT_EQ(place_of("2031-12-15 00:00:00Z"), "outbox_default");
    EXPECT_EQ(co_await ensure(db, outbox, "2031-12-15T00:00:00Z", 3), 2);
    EXPECT_FALSE(exists("outbox_2031_12"));
    EXPECT_EQ(place_of("2031-12-15 00:00:00Z"), "outbox_default");
    add_event("2031-12-16 00:00:00Z");
    EXPECT_EQ(place_of("2031-12-16 00:00:00Z"), "outbox_default");
    EXPECT_EQ(co_await drop_before(db, "2040-01-01T00:00:00Z"), 5)
        << "the three of this time, and the two just made";
    EXPECT_EQ(place_of("2031-12-15 00:00:00Z"), "outbox_default") << "it is never dropped";
  });
}

TEST_F(PartitionsTest, OnlyAMonthThatIsOldToItsLastDayIsDropped) {
  run([this](pg::Database& db) -> Task<> {
    co_await drop_before(db, "2031-01-01T00:00:00Z");
    co_await ensure(db, outbox, "2031-11-01T00:00:00Z", 3);
    add_event("2031-11-30 23:00:00Z");
    add_event("2031-12-01 00:00:00Z");
    EXPECT_EQ(co_await drop_before(db, "2031-11-30T23:59:59Z"), 0);
    EXPECT_EQ(place_of("2031-11-30 23:00:00Z"), "outbox_2031_11");
    EXPECT_EQ(co_await drop_before(db, "2031-12-01T00:00:00Z"), 1);
    EXPECT_EQ(place_of("2031-11-30 23:00:00Z"), "nowhere");
    EXPECT_EQ(place_of("2031-12-01 00:00:00Z"), "outbox_2031_12");
    EXPECT_EQ(co_await drop_before(db, "2031-12-01T00:00:00Z"), 0);
  });
}

TEST_F(PartitionsTest, SeveralInstancesMayDoItAtOnce) {
  run([this](pg::Database& db) -> Task<> {
    co_await ensure(db, outbox, "2031-01-01T00:00:00Z", 1);
    const auto work = [](pg::Database& database) -> Task<> {
      pg::Transaction tx{database};
      Partitions partitions{tx};
      partitions.lock();
      partitions.drop_before(outbox, at("2031-02-01T00:00:00Z"));
      partitions.ensure(outbox, at("2031-02-01T00:00:00Z"), 12);
      co_await tx.commit();
    };
    const auto executor = co_await boost::asio::this_coro::executor;
    std::vector<std::string> failures;
    int working = 8;
    for (int i = 0; i < 8; ++i) {
      boost::asio::co_spawn(executor, work(db), [&](const std::exception_ptr& failure) {
        --working;
        try {
          if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
          failures.emplace_back(error.what());
        }
      });
    }
    for (int i = 0; i < 1000 && working > 0; ++i) co_await runtime::sleep_for(10ms);
    EXPECT_EQ(working, 0);
    EXPECT_EQ(failures, std::vector<std::string>{});
    EXPECT_FALSE(exists("outbox_2031_01"));
    EXPECT_TRUE(exists("outbox_2032_01"));
  });
}

}  // namespace
}  // namespace gatehouse::records
