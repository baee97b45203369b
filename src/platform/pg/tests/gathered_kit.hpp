// Transactions that are gathered, many at once, and what becomes of them.
#pragma once

#include <algorithm>

#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

#include "database_fixture.hpp"

namespace gatehouse::pg {

inline const Query<void(std::string)> add{
    {"gathered.add", "INSERT INTO things (name) VALUES ($1)"}};
inline const Query<void(std::string, std::string)> rename_query{
    {"gathered.rename", "UPDATE things SET name = $2 WHERE name = $1"}};

// Keys in the order of the names' first bytes.
inline Uuid key_of(std::string_view name) {
  Uuid key;
  std::ranges::copy(name.substr(0, key.bytes.size()), key.bytes.begin());
  return key;
}

inline Task<> insert(Database& database, std::string name) {
  auto tx = Transaction::gathered(database, key_of(name));
  const auto added = tx.execute(add, name);
  co_await tx.commit();
  EXPECT_EQ(added.value(), 1);
  EXPECT_EQ(tx.round_trips(), 1);
}

inline Task<> rename(Database& database, std::string from, std::string to) {
  auto tx = Transaction::gathered(database, key_of(from));
  const auto renamed = tx.execute(rename_query, from, to);
  co_await tx.commit();
  EXPECT_EQ(renamed.value(), 1);
}

struct Outcome {
  int done = 0;
  int violations = 0;
  int unavailable = 0;
  int other = 0;

  void operator()(std::exception_ptr error) {
    ++done;
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const ConstraintViolation&) {
      ++violations;
    } catch (const Unavailable&) {
      ++unavailable;
    } catch (...) {
      ++other;
    }
  }
};

inline Task<> all_done(const Outcome& outcome, int expected) {
  for (int i = 0; i < 10'000 && outcome.done < expected; ++i) co_await runtime::sleep_for(1ms);
  EXPECT_EQ(outcome.done, expected);
  EXPECT_EQ(outcome.other, 0);
}

inline void spawn(boost::asio::any_io_executor executor, Task<> work, Outcome& outcome) {
  boost::asio::co_spawn(executor, std::move(work),
                        [&outcome](std::exception_ptr error) { outcome(error); });
}

}  // namespace gatehouse::pg
