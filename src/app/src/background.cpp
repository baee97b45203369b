#include "background.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <gatehouse/platform/runtime/timer.hpp>
#include <gatehouse/platform/telemetry/log.hpp>
#include <gatehouse/records/approvals.hpp>
#include <gatehouse/records/security_profiles.hpp>
#include <gatehouse/records/sessions.hpp>

#include "message_sender.hpp"
#include "passkey_rules.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

// Of the eight seconds of a stop: what is left is for what was broken off to be noted.
constexpr auto delivery_grace = 5s;
constexpr auto publish_grace = 1s;

// What a notification should have told is known after that, whether or not it came.
constexpr auto reload_interval = 30s;
// How much later than its time of ending a session's end may be committed, clocks that differ included.
constexpr auto latest_commit = 60s;

services::KeyRotation key_rotation(const config::Tokens& settings) {
  return {
      .algorithm = crypto::parse_algorithm(settings.algorithm).value_or(crypto::Algorithm::es256),
      .max_age = settings.key_rotation_age,
      .token_lifetime = settings.access_lifetime};
}

flows::Retention retention(const config::Settings& settings) {
  return {.outbox = std::chrono::ceil<std::chrono::days>(settings.events.retention)};
}

}  // namespace

Background::Background(boost::asio::io_context& context, Shared& shared, pg::Database& database)
    : context_(context),
      shared_(shared),
      database_(database),
      delivery_(std::make_shared<flows::Delivery>(
          context.get_executor(),
          flows::Delivery::Tools{
              database, shared.ring,
              std::make_shared<MessageSender>(context.get_executor(), shared, database),
              shared.clock, shared.metrics})),
      maintenance_(database, shared.ring, key_rotation(shared.settings.tokens),
                   retention(shared.settings), shared.clock),
      backlog_(database, shared.metrics) {
  if (!shared.settings.events.nats_url.empty()) events_.emplace(context, shared, database);
  if (shared.tracer) {
    traces_.emplace(context.get_executor(), *shared.tracer, shared.settings.telemetry.otlp_endpoint,
                    shared.metrics);
  }
}

template <class Round>
void Background::repeat(std::string_view name, std::chrono::milliseconds pause, Round round) {
  boost::asio::co_spawn(
      context_,
      [](std::shared_ptr<Background> self, std::string_view what, std::chrono::milliseconds between,
         Round work) -> Task<> {
        co_await self->first_connection();
        while (!self->stopped_) {
          auto wait = between;
          try {
            ++self->running_;
            if (co_await work(*self)) wait = 0ms;
          } catch (const std::exception& error) {
            telemetry::log(telemetry::Level::warn, "background_failed",
                           {{"work", what}, {"cause", error.what()}});
            wait = 500ms;
          }
          --self->running_;
          // In steps, so that stop() is noticed soon.
          for (auto slept = 0ms; slept < wait && !self->stopped_; slept += 100ms) {
            co_await runtime::sleep_for(std::min<std::chrono::milliseconds>(100ms, wait));
          }
        }
      }(shared_from_this(), name, pause, std::move(round)),
      boost::asio::detached);
}

// What fails at a start only because it was too early would be an alarm about nothing.
Task<> Background::first_connection() {
  for (auto waited = 0ms; waited < 3s && !database_.is_connected() && !stopped_; waited += 10ms)
    co_await runtime::sleep_for(10ms);
}

void Background::start() {
  reloaded_at_ = shared_.clock.now();
  listener_ = std::make_unique<pg::Listener>(
      context_.get_executor(), shared_.conninfo,
      std::vector<std::string>{
          std::string(records::sessions_ended_channel), std::string(records::signing_keys_channel),
          std::string(records::approvals_channel), std::string(records::access_rules_channel)},
      pg::Listener::Handlers{
          .on_ready = [this] { keys_loaded_ = sessions_loaded_ = permissions_loaded_ = false; },
          .on_notification = [this](auto channel,
                                    auto payload) { on_notification(channel, payload); }});
  repeat("maintenance", 60s, [](Background& self) -> Task<bool> {
    co_await self.maintenance_.run_once();
    co_return false;
  });
  repeat("places", 60s, [](Background& self) -> Task<bool> {
    try {
      self.shared_.places.refresh();
    } catch (const std::exception& error) {
      // Told once a round: the places that are open stay, and nobody waits for others.
      telemetry::log(telemetry::Level::warn, "places_not_refreshed", {{"cause", error.what()}});
    }
    co_return false;
  });
  repeat("metadata", 24h, [](Background& self) -> Task<bool> {
    warn_of_old_metadata(self.shared_.rules_of_passkeys, self.shared_.clock.now());
    co_return false;
  });
  repeat("synchronise", 100ms, [](Background& self) -> Task<bool> {
    co_await self.synchronise();
    co_return false;
  });
  repeat("deliver", 200ms,
         [](Background& self) -> Task<bool> { co_return co_await self.delivery_->run_once(); });
  repeat("measure", 15s, [](Background& self) -> Task<bool> {
    co_await self.backlog_.measure();
    co_return false;
  });
  if (events_) {
    repeat("publish", 200ms,
           [](Background& self) -> Task<bool> { co_return co_await self.events_->run_once() > 0; });
  }
  if (traces_) {
    repeat("traces", 500ms,
           [](Background& self) -> Task<bool> { co_return co_await self.traces_->run_once(); });
  }
}

void Background::flush_traces() {
  if (!traces_) return;
  ++running_;
  boost::asio::co_spawn(
      context_,
      [](std::shared_ptr<Background> self) -> Task<> {
        co_await self->traces_->finish();
        --self->running_;
      }(shared_from_this()),
      boost::asio::detached);
}

void Background::stop() {
  stopped_ = true;
  delivery_->stop(delivery_grace);
  if (events_) events_->stop(publish_grace);
  listener_.reset();
}

// After every (re)connection of the listener, and now and then, the tables tell what its silence has hidden.
Task<> Background::synchronise() {
  const auto now = shared_.clock.now();
  const bool is_due = now < reloaded_at_ || now - reloaded_at_ >= reload_interval;
  if (!listener_ || (!listener_->is_ready() && !is_due)) co_return;
  if (is_due) {
    reloaded_at_ = now;
    keys_loaded_ = sessions_loaded_ = permissions_loaded_ = false;
  }
  if (!sessions_loaded_) {
    sessions_loaded_ = true;
    co_await load_ended_sessions();
  }
  if (!permissions_loaded_) {
    permissions_loaded_ = true;
    co_await load_permissions();
  }
  if (!keys_loaded_) {
    keys_loaded_ = true;
    co_await load_keys();
  }
  if (!shared_.push_key.get())
    co_await shared_.push_key.load(database_, shared_.ring, shared_.clock.now());
  if (!shared_.ready && shared_.signing_keys.signing_key(shared_.clock.now())) shared_.ready = true;
}

Task<> Background::load_keys() {
  try {
    co_await shared_.signing_keys.load(database_, shared_.ring, shared_.clock.now());
  } catch (...) {
    keys_loaded_ = false;
    throw;
  }
}

Task<> Background::load_permissions() {
  try {
    co_await shared_.permissions.load(database_);
  } catch (...) {
    permissions_loaded_ = false;
    throw;
  }
}

Task<> Background::load_ended_sessions() {
  try {
    const auto now = shared_.clock.now();
    auto since = now - shared_.revocations.memory();
    if (sessions_read_at_ <= now) since = std::max(since, sessions_read_at_ - latest_commit);
    auto tx = pg::Transaction::reading(database_);
    for (const auto& session : co_await records::Sessions{tx}.list_ended_since(since).get())
      shared_.revocations.add(session, now);
    sessions_read_at_ = now;
  } catch (...) {
    sessions_loaded_ = false;
    throw;
  }
}

void Background::on_notification(std::string_view channel, std::string_view payload) {
  if (channel == records::signing_keys_channel) keys_loaded_ = false;
  if (channel == records::access_rules_channel) permissions_loaded_ = false;
  const auto id = Uuid::parse(payload);
  if (!id) return;
  if (channel == records::sessions_ended_channel)
    shared_.revocations.add({*id}, shared_.clock.now());
  if (channel == records::approvals_channel) shared_.approvals.notify(*id);
}

}  // namespace gatehouse::app
