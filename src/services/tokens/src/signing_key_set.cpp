#include <gatehouse/services/tokens/signing_key_set.hpp>

#include <algorithm>

#include <gatehouse/platform/crypto/jwt.hpp>

namespace gatehouse::services {
namespace {

std::string seal_context(std::string_view kid) { return "signing key " + std::string(kid); }

std::optional<SigningKeySet::Entry> open(const records::SigningKey& record,
                                         const crypto::KeyRing& ring) {
  const auto algorithm = crypto::parse_algorithm(record.algorithm);
  const auto text = ring.open(record.private_jwk.value, seal_context(record.kid));
  if (!algorithm || !text) return std::nullopt;
  const auto jwk = crypto::parse_strict_json(text->reveal());
  if (!jwk || !jwk->is_object()) return std::nullopt;
  auto key = crypto::Key::from_jwk(jwk->get_object(), *algorithm);
  if (!key) return std::nullopt;
  return SigningKeySet::Entry{std::move(*key), record.activates_at, record.retires_at};
}

// A key retires by the clock: nothing is announced then.
bool is_published(const SigningKeySet::Entry& entry, Timestamp now) {
  return !entry.retires_at || *entry.retires_at > now;
}

}  // namespace

Task<> SigningKeySet::load(pg::Database& database, const crypto::KeyRing& ring, Timestamp now) {
  auto tx = pg::Transaction::reading(database);
  const auto published = co_await records::SigningKeys{tx}.list_published(now).get();
  auto entries = std::make_shared<Entries>();
  for (const auto& record : published) {
    if (auto entry = open(record, ring)) entries->push_back(std::move(*entry));
  }
  const std::lock_guard lock(mutex_);
  entries_ = std::move(entries);
}

std::shared_ptr<const SigningKeySet::Entries> SigningKeySet::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_;
}

std::shared_ptr<const crypto::Key> SigningKeySet::signing_key(Timestamp now) const {
  const auto all = entries();
  if (all->empty()) return nullptr;
  const auto active =
      std::ranges::find_if(*all, [&](const Entry& entry) { return entry.activates_at <= now; });
  const auto& chosen = active == all->end() ? all->front() : *active;
  return {all, &chosen.key};
}

std::shared_ptr<const crypto::Key> SigningKeySet::find(std::string_view kid, Timestamp now) const {
  const auto all = entries();
  const auto found = std::ranges::find_if(*all, [&](const Entry& entry) {
    return entry.key.thumbprint() == kid && is_published(entry, now);
  });
  if (found == all->end()) return nullptr;
  return {all, &found->key};
}

boost::json::object SigningKeySet::jwks(Timestamp now) const {
  boost::json::array keys;
  for (const auto& entry : *entries()) {
    if (is_published(entry, now)) keys.push_back(entry.key.public_jwk());
  }
  return {{"keys", std::move(keys)}};
}

Task<std::string> rotate_signing_keys(pg::Database& database, const crypto::KeyRing& ring,
                                      KeyRotation rotation, bool force, Timestamp now) {
  pg::Transaction tx{database};
  records::SigningKeys keys{tx};
  keys.lock();
  const auto published = co_await keys.list_published(now).get();
  const bool is_first = published.empty();
  if (!is_first && !force && published.front().created_at + rotation.max_age > now) {
    co_await tx.commit();
    co_return "";
  }
  const auto key = crypto::Key::generate(rotation.algorithm);
  const auto activates_at = is_first ? now : now + rotation.publish_before_use;
  const records::SigningKey record{
      .id = SigningKeyId::make(now),
      .kid = key.thumbprint(),
      .algorithm = std::string(crypto::algorithm_name(rotation.algorithm)),
      .public_jwk = key.public_jwk(),
      .private_jwk = {ring.seal(key.private_jwk().reveal(), seal_context(key.thumbprint()))},
      .activates_at = activates_at,
      .created_at = now};
  keys.add(record);
  keys.retire_others(record.id,
                     activates_at + rotation.token_lifetime + rotation.publish_before_use);
  keys.announce();
  co_await tx.commit();
  co_return record.kid;
}

Task<std::int64_t> reseal_signing_keys(pg::Database& database, const crypto::KeyRing& ring,
                                       Timestamp now) {
  pg::Transaction tx{database};
  records::SigningKeys keys{tx};
  std::int64_t sealed = 0;
  for (const auto& key : co_await keys.list_published(now).get()) {
    if (!ring.is_outdated(key.private_jwk.value)) continue;
    const auto text = ring.open(key.private_jwk.value, seal_context(key.kid));
    if (!text) continue;
    sealed += co_await keys.reseal(key, {ring.seal(text->reveal(), seal_context(key.kid))}).get();
  }
  co_await tx.commit();
  co_return sealed;
}

}  // namespace gatehouse::services
