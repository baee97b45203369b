// The log: one line an event, as JSON or text. Values are never credentials, codes, tokens or document numbers; Secret
// has no way in.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace gatehouse::telemetry {

enum class Level { debug, info, warn, error };

struct LogOptions {
  std::string level = "info";  ///< trace, debug, info, warn, error
  bool json = true;
};

/// Call once, before threads are made. Lines go to stderr from a thread of their own: a slow reader does not stop a
/// request.
void start_log(const LogOptions& options);
/// Writes out what waits.
void flush_log();

bool is_logged(Level level) noexcept;

struct Field {
  template <class T>
  Field(std::string_view name_, const T& value_) : name(name_), value(value_) {}

  std::string_view name;
  boost::json::value value;
};

/// `event` is a stable name in snake_case; what varies goes into the fields. While a request is served its request_id
/// and trace_id are added.
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

}  // namespace gatehouse::telemetry
