// Structs and a router for the tests of this module.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <gatehouse/platform/api/json.hpp>
#include <gatehouse/platform/api/page.hpp>
#include <gatehouse/platform/api/router.hpp>

namespace gatehouse::api::testing {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
  std::string article;
  std::int32_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (article, count))
inline Fields fields_of(std::type_identity<Line>) {
  return {{"article", {.max_length = 8}}, {"count", {.min = 1, .max = 99}}};
}

struct Order {
  std::string email;
  Secret password;
  std::optional<Colour> colour;
  std::vector<Line> lines;
  std::optional<std::vector<std::string>> notes;
  std::optional<Timestamp> at;
  std::optional<AccountId> account;
  std::optional<bool> gift;
  std::optional<double> weight;
  std::optional<std::optional<std::string>> nickname;
  std::optional<boost::json::value> extra;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (email, password, colour, lines, notes, at, account, gift, weight, nickname,
                       extra))
inline Fields fields_of(std::type_identity<Order>) {
  return {{"email", {.max_length = 254, .format = Format::email, .description = "Where to write."}},
          {"password", {.min_length = 8, .max_length = 64}},
          {"lines", {.max_items = 3}},
          {"notes", {.max_length = 20, .max_items = 2, .multiline = true}}};
}

// One member per path parameter, the rest from the query or the body.
struct RenameSession {
  SessionId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RenameSession, (), (id, name))
inline Fields fields_of(std::type_identity<RenameSession>) {
  return {{"name", {.max_length = 20}}};
}

struct OneSession {
  SessionId id;
};
BOOST_DESCRIBE_STRUCT(OneSession, (), (id))

struct Session {
  SessionId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, name))

struct Search : PageQuery {
  std::optional<Colour> colour;
  std::vector<std::string> tag;
};
BOOST_DESCRIBE_STRUCT(Search, (PageQuery), (colour, tag))
inline Fields fields_of(std::type_identity<Search>) {
  return {{"tag", {.max_length = 10, .max_items = 2}}};
}

struct Contact {
  std::optional<std::string> email;
  std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (email, phone))
inline void check_fields(const Contact& contact, std::vector<Violation>& violations) {
  if (contact.email || contact.phone) return;
  violations.push_back({"/email", "required", "give an e-mail address or a phone number"});
}

/// Runs a task to its end on this thread.
template <class T>
T run(Task<T> task) {
  boost::asio::io_context io;
  std::optional<T> result;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr failure, T value) {
    if (failure) std::rethrow_exception(failure);
    result = std::move(value);
  });
  io.run();
  return std::move(result).value();
}

/// The violation at `pointer`; its rule, or "" when there is none.
inline std::string rule_at(const Error& error, std::string_view pointer) {
  for (const auto& violation : error.violations) {
    if (violation.pointer == pointer) return violation.rule;
  }
  return {};
}

}  // namespace gatehouse::api::testing
