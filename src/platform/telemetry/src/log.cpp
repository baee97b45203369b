#include <gatehouse/platform/telemetry/log.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::telemetry {
namespace {

constexpr std::size_t queue_lines = 8192;

bool as_json = true;

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      break;
  }
  return spdlog::level::err;
}

// The request that this thread serves, so that lines of one request can be found together.
void add_request(boost::json::object& fields) {
  const auto& activity = current_activity();
  if (!activity.is_request()) return;
  fields["request_id"] = std::string_view(activity.request_id.data(), activity.request_id.size());
  fields["trace_id"] = to_hex(activity.trace.trace_id);
}

std::string to_text(std::string_view event, const boost::json::object& fields) {
  std::string line(event);
  for (const auto& [name, value] : fields) {
    line.append(" ").append(name).append("=").append(boost::json::serialize(value));
  }
  return line;
}

}  // namespace

void start_log(const LogOptions& options) {
  as_json = options.json;
  spdlog::init_thread_pool(queue_lines, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "gatehouse", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  const auto* pattern =
      options.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%H:%M:%S %-5l %v";
  logger->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  logger->set_level(spdlog::level::from_str(options.level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

void flush_log() { spdlog::shutdown(); }

bool is_logged(Level level) noexcept {
  const auto* logger = spdlog::default_logger_raw();
  return logger != nullptr && logger->should_log(to_spdlog(level));
}

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  if (!is_logged(level)) return;
  boost::json::object object;
  if (as_json) object["event"] = event;
  for (const auto& [name, value] : fields) object[name] = value;
  add_request(object);
  if (!as_json) {
    spdlog::default_logger_raw()->log(to_spdlog(level), to_text(event, object));
    return;
  }
  // The pattern opens the object with time and level.
  const auto text = boost::json::serialize(object);
  spdlog::default_logger_raw()->log(to_spdlog(level),
                                    std::string_view(text).substr(1, text.size() - 2));
}

}  // namespace gatehouse::telemetry
