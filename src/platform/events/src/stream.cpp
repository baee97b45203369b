#include "stream.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::events {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::nanoseconds duplicates_window = 10min;
constexpr std::int64_t not_found = 10059;

struct Refusal {
  std::int64_t code = 0;
  std::string description;
};

// The error of an answer; empty when it is a success.
std::optional<Refusal> refusal_of(const std::string& answer) {
  boost::system::error_code error;
  const auto value = boost::json::parse(answer, error);
  if (error || !value.is_object()) return Refusal{.description = "an answer that is no JSON"};
  const auto* refused = value.get_object().if_contains("error");
  if (refused == nullptr) return std::nullopt;
  Refusal refusal{.description = "a refusal without a reason"};
  if (const auto* code = refused->find_pointer("/err_code", error); code && code->is_int64())
    refusal.code = code->get_int64();
  if (const auto* text = refused->find_pointer("/description", error); text && text->is_string())
    refusal.description = text->get_string();
  return refusal;
}

std::string configuration_of(const Options& options) {
  const auto max_age = std::chrono::nanoseconds{options.max_age};
  return boost::json::serialize(
      boost::json::object{{"name", options.stream},
                          {"subjects", boost::json::array{options.subjects}},
                          {"retention", "limits"},
                          {"storage", "file"},
                          {"discard", "old"},
                          {"num_replicas", 1},
                          {"max_age", max_age.count()},
                          {"duplicate_window", std::min(duplicates_window, max_age).count()}});
}

}  // namespace

Task<bool> find_stream(Connection& connection, Connection::Clock::time_point deadline) {
  const auto refusal = refusal_of(co_await connection.ask("INFO", "", deadline));
  if (refusal && refusal->code != not_found) throw Unavailable(refusal->description);
  co_return !refusal;
}

Task<> ensure_stream(Connection& connection, const Options& options,
                     Connection::Clock::time_point deadline) {
  if (co_await find_stream(connection, deadline)) co_return;
  const auto refusal =
      refusal_of(co_await connection.ask("CREATE", configuration_of(options), deadline));
  if (refusal) throw Unavailable(refusal->description);
}

}  // namespace gatehouse::events
