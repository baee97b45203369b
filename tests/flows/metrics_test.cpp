#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <ranges>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/test/nats.hpp>
#include <gatehouse/test/redis.hpp>
#include <gatehouse/test/service.hpp>
#include <gatehouse/test/temp_dir.hpp>

#include "collector.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

using Labels = std::map<std::string, std::string>;

struct Family {
  std::string type;
  std::string help;
  std::set<std::string> label_names;  ///< without le
  std::map<std::pair<std::string, Labels>, double> samples;
};
using Families = std::map<std::string, Family>;

// The text format, version 0.0.4, read strictly. Throws with the line that breaks it.
class Exposition {
 public:
  static Families read(const std::string& text) {
    Exposition reading;
    if (!text.ends_with('\n')) throw std::runtime_error("no newline at the end");
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("# HELP ")) {
        reading.begin(line.substr(7));
      } else if (line.starts_with("# TYPE ")) {
        reading.set_type(line.substr(7));
      } else {
        reading.add_sample(line);
      }
    }
    reading.check_histograms();
    return reading.families_;
  }

 private:
  static void require(bool holds, const std::string& line) {
    if (!holds) throw std::runtime_error("malformed: " + line);
  }
  static bool is_name(std::string_view name) {
    const auto is_allowed = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
           std::ranges::all_of(name, is_allowed);
  }

  void begin(const std::string& rest) {
    const auto space = rest.find(' ');
    require(space != std::string::npos && space + 1 < rest.size(), rest);
    current_ = rest.substr(0, space);
    require(is_name(current_) && !families_.contains(current_), rest);
    families_[current_].help = rest.substr(space + 1);
  }

  void set_type(const std::string& rest) {
    const std::set<std::string> types{"counter", "gauge", "histogram"};
    const auto space = rest.find(' ');
    require(rest.substr(0, space) == current_, rest);
    auto& family = families_[current_];
    family.type = rest.substr(space + 1);
    require(types.contains(family.type), rest);
  }

  void add_sample(const std::string& line) {
    const auto name_end = line.find_first_of("{ ");
    require(name_end != std::string::npos, line);
    const auto name = line.substr(0, name_end);
    auto& family = families_.at(current_);
    const bool own = family.type == "histogram"
                         ? name == current_ + "_bucket" || name == current_ + "_sum" ||
                               name == current_ + "_count"
                         : name == current_;
    require(own && !family.type.empty(), line);
    Labels labels;
    auto rest = line.substr(name_end);
    if (rest.starts_with('{')) {
      const auto end = rest.rfind('}');
      require(end != std::string::npos, line);
      labels = read_labels(rest.substr(1, end - 1), line);
      rest = rest.substr(end + 1);
    }
    require(rest.starts_with(' '), line);
    const auto value = read_value(rest.substr(1), line);
    for (const auto& [label, ignored] : labels) {
      if (label != "le") family.label_names.insert(label);
    }
    require(family.samples.emplace(std::pair{name, labels}, value).second, line);
    require(family.type != "counter" || value >= 0, line);
  }

  static Labels read_labels(std::string_view text, const std::string& line) {
    Labels labels;
    while (!text.empty()) {
      const auto equals = text.find("=\"");
      require(equals != std::string_view::npos && is_name(text.substr(0, equals)), line);
      const auto end = text.find('"', equals + 2);
      require(end != std::string_view::npos, line);
      const auto value = text.substr(equals + 2, end - equals - 2);
      require(!value.empty() && !value.contains('\\'), line);
      require(labels.emplace(text.substr(0, equals), value).second, line);
      text.remove_prefix(end + 1);
      if (text.starts_with(',')) text.remove_prefix(1);
    }
    return labels;
  }

  static double read_value(const std::string& text, const std::string& line) {
    if (text == "+Inf") return INFINITY;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    require(error == std::errc{} && end == text.data() + text.size(), line);
    return value;
  }

  // Buckets grow, and the last one is the count.
  void check_histograms() const {
    for (const auto& [name, family] : families_) {
      if (family.type != "histogram") continue;
      for (const auto& [key, count] : family.samples) {
        if (key.first != name + "_count") continue;
        std::map<double, double> buckets;
        for (const auto& [other, value] : family.samples) {
          auto labels = other.second;
          if (other.first != name + "_bucket") continue;
          const auto bound = labels.extract("le").mapped();
          if (labels == key.second) buckets[read_value(bound, name)] = value;
        }
        require(buckets.size() > 2 && std::isinf(buckets.rbegin()->first), name);
        require(buckets.rbegin()->second == count, name);
        require(std::ranges::is_sorted(buckets | std::views::values), name);
      }
    }
  }

  Families families_;
  std::string current_;
};

Families metrics_of(const test::Service& service) {
  return Exposition::read(service.get("/metrics").content);
}

double value_of(const Families& families, const std::string& family, const Labels& labels = {},
                const std::string& suffix = {}) {
  const auto& samples = families.at(family).samples;
  const auto found = samples.find({family + suffix, labels});
  return found == samples.end() ? -1 : found->second;
}

// Name, type and labels, as the document's table tells them: | `name` | type | label, label | … |
std::set<std::string> documented() {
  std::set<std::string> rows;
  std::istringstream lines(test::read_file(std::string(GH_ROOT) + "/docs/operations-metrics.md"));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `gatehouse_") && !line.starts_with("| `process_")) continue;
    const auto cells = split(line, '|');
    rows.insert(std::string(trim(cells[1])) + " " + std::string(trim(cells[2])) + " " +
                std::string(trim(cells[3])));
  }
  return rows;
}

std::set<std::string> exposed(const Families& families) {
  std::set<std::string> rows;
  for (const auto& [name, family] : families) {
    std::string labels;
    for (const auto& label : family.label_names)
      labels += (labels.empty() ? "`" : ", `") + label + "`";
    rows.insert("`" + name + "` " + family.type + " " + labels);
  }
  return rows;
}

TEST(Metrics, AreThoseOfTheDocument) {
  test::Collector collector;
  test::RedisServer redis;
  test::NatsServer nats;
  config::Settings settings;
  settings.telemetry.otlp_endpoint = collector.endpoint();
  settings.events.nats_url = Secret{nats.url()};
  settings.redis.url = Secret{"redis://127.0.0.1:" + std::to_string(redis.port())};
  settings.password.breached_range_url =
      "http://127.0.0.1:" + std::to_string(test::free_port()) + "/range/";
  const test::Service service(settings);
  service.sign_up("rahim@example.com", password);
  Families families;
  // The backlog is measured by the background work, once at the start.
  for (int i = 0; i < 500 && !families.contains("gatehouse_outbox_backlog"); ++i) {
    std::this_thread::sleep_for(10ms);
    families = metrics_of(service);
  }
  EXPECT_EQ(exposed(families), documented());
  for (const auto& [name, family] : families) EXPECT_GT(family.help.size(), 10U) << name;
}

TEST(Metrics, TellHowOftenAnOperationAsksTheDatabase) {
  const test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  for (int i = 0; i < 5; ++i) service.get("/v1/me", token);
  service.sign_in("rahim@example.com", password);
  const auto families = metrics_of(service);
  const auto trips = [&](const std::string& operation, const std::string& suffix) {
    return value_of(families, "gatehouse_request_round_trips", {{"operation", operation}}, suffix);
  };
  EXPECT_EQ(trips("showAccount", "_count"), 5);
  EXPECT_EQ(trips("showAccount", "_sum"), 5) << "one each";
  EXPECT_EQ(trips("startSignIn", "_count"), 1);
  EXPECT_EQ(trips("startSignIn", "_sum"), 3);
  EXPECT_GE(value_of(families, "gatehouse_database_round_trips_total"), 8);
  EXPECT_EQ(value_of(families, "gatehouse_statement_duration_seconds",
                     {{"statement", "sessions.create"}}, "_count"),
            2);
}

TEST(Metrics, CountMessagesConnectionsAndEndedSessions) {
  const test::Service service;
  const auto token = service.sign_up("rahim@example.com", password).text("/tokens/access_token");
  const Labels sent{{"channel", "email"}, {"outcome", "sent"}};
  auto families = metrics_of(service);
  for (int i = 0; i < 500 && !families.contains("gatehouse_delivery_attempts_total"); ++i) {
    std::this_thread::sleep_for(10ms);
    families = metrics_of(service);
  }
  EXPECT_GE(value_of(families, "gatehouse_delivery_attempts_total", sent), 1);
  EXPECT_GE(value_of(families, "gatehouse_http_connections"), 1) << "this one";
  EXPECT_EQ(value_of(families, "gatehouse_ready"), 1);
  EXPECT_EQ(value_of(families, "gatehouse_revoked_sessions"), 0);

  service.sign_in("rahim@example.com", password);
  service.send("DELETE", "/v1/me/sessions", "", {token});
  double revoked = 0;
  for (int i = 0; i < 500 && revoked == 0; ++i) {
    std::this_thread::sleep_for(10ms);
    revoked = value_of(metrics_of(service), "gatehouse_revoked_sessions");
  }
  EXPECT_EQ(revoked, 1);
}

TEST(Metrics, OfStrangersHaveBoundedLabels) {
  const test::Service service;
  for (int i = 0; i < 50; ++i)
    service.send("GET", "/stranger/" + std::to_string(i), "", {.headers = "X-A: b\r\n"});
  const auto families = metrics_of(service);
  const auto& samples = families.at("gatehouse_request_duration_seconds").samples;
  EXPECT_EQ(value_of(families, "gatehouse_request_duration_seconds",
                     {{"operation", "none"}, {"status", "4xx"}}, "_count"),
            50);
  for (const auto& [key, value] : samples) EXPECT_FALSE(key.second.at("operation").contains('/'));
}

TEST(OperatorPort, HasMetricsAndProbesForItself) {
  config::Settings settings;
  settings.http.metrics_port = test::free_port();
  const test::Service service(settings);
  for (const auto* path : {"/metrics", "/healthz", "/readyz"}) {
    EXPECT_EQ(service.get_from_operators(path).status, 200) << path;
    EXPECT_EQ(service.get(path).status, 404) << path;
  }
  EXPECT_NO_THROW(Exposition::read(service.get_from_operators("/metrics").content));
  for (const auto* path : {"/v1/me", "/openapi.json", "/.well-known/jwks.json", "/dev/outbox"})
    EXPECT_EQ(service.get_from_operators(path).status, 404) << path;
}

TEST(OperatorPort, InProductionMetricsAreNowhereElse) {
  config::Settings settings;
  settings.mode = config::Mode::production;
  settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
  const test::Service service(settings);
  EXPECT_EQ(service.get("/metrics").status, 404);
  EXPECT_EQ(service.get("/readyz").status, 200);
}

}  // namespace
}  // namespace gatehouse
