#include <iostream>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/platform/config/config.hpp>
#include <gatehouse/platform/crypto/argon2.hpp>
#include <gatehouse/platform/geo.hpp>
#include <gatehouse/platform/pg/migrate.hpp>
#include <gatehouse/platform/redis/client.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "event_stream.hpp"
#include "passkey_rules.hpp"

namespace gatehouse::app {
namespace {

// True when `work` did not throw.
template <class Work>
bool check(std::string_view what, const Work& work) {
  try {
    const std::string answer = work();
    std::cout << "# " << what << ": " << answer << '\n';
    return true;
  } catch (const std::exception& error) {
    std::cout << "# " << what << ": FAILED: " << error.what() << '\n';
    return false;
  }
}

}  // namespace

int doctor(const config::Settings& settings) {
  std::cout << config::to_toml(settings) << '\n';
  bool good = check("key-encryption keys",
                    [&] { return "sealing with " + load_key_ring(settings).sealing_key_id(); });
  good &= check("database", [&] {
    const DatabaseAccess access(settings);
    const auto version = require_schema(access.conninfo());
    const auto problems = pg::check_statements(access.conninfo());
    if (!problems.empty()) throw std::runtime_error(problems.front());
    return "schema version " + std::to_string(version);
  });
  good &= check("redis", [&]() -> std::string {
    if (settings.redis.url.empty()) return "none: each instance limits on its own";
    const redis::Options options{.address = redis::parse_address(settings.redis.url),
                                 .on_change = {}};
    return options.address.text() + " version " + redis::check_server(options);
  });
  good &= check("nats", [&]() -> std::string {
    if (settings.events.nats_url.empty()) return "none: events stay in the outbox";
    const auto options = event_options(settings.events);
    return options.servers.text() + " stream " + options.stream +
           (events::has_stream(options) ? " exists" : " is made at the start");
  });
  good &= check("places", [&]() -> std::string {
    const geo::Places places(settings.geo.city_database);
    return settings.geo.city_database.empty() ? "none: addresses are shown without their places"
                                              : places.description();
  });
  good &= check("authenticator models", [&]() -> std::string {
    const auto rules = passkey_rules(settings, SystemClock{});
    if (rules.metadata == nullptr) return "no list: every model, or those that anchor_files know";
    return "list " + std::to_string(rules.metadata->number()) + " of " +
           std::to_string(rules.metadata->size()) + " models, the next by " +
           format_rfc3339(rules.metadata->next_update());
  });
  good &= check("argon2 proposal for 100 ms", [] {
    const auto proposal = crypto::calibrate(std::chrono::milliseconds{100});
    return "argon2_memory_kib = " + std::to_string(proposal.memory_kib) +
           ", argon2_iterations = " + std::to_string(proposal.iterations);
  });
  return good ? 0 : 1;
}

}  // namespace gatehouse::app
