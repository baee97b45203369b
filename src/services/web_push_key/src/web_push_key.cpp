#include <gatehouse/services/web_push_key.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/service_keys.hpp>

namespace gatehouse::services {
namespace {

constexpr std::string_view name = "web push";

}  // namespace

Task<> WebPushKey::load(pg::Database& database, const crypto::KeyRing& ring, Timestamp now) {
  pg::Transaction tx{database};
  records::ServiceKeys keys{tx};
  auto sealed = co_await keys.find(std::string(name)).get();
  if (!sealed) {
    const auto fresh = push::VapidKey::generate();
    keys.create(std::string(name), {ring.seal(fresh.stored().reveal(), name)}, now);
    sealed = co_await keys.find(std::string(name)).get();
    co_await tx.commit();
  }
  const auto text = sealed ? ring.open(sealed->value, name) : std::nullopt;
  auto key = text ? push::VapidKey::from_stored(*text) : std::nullopt;
  if (!key) throw Unavailable("the key of web push messages cannot be opened");
  const std::lock_guard lock(mutex_);
  key_ = std::make_shared<const push::VapidKey>(std::move(*key));
}

Task<std::int64_t> WebPushKey::reseal(pg::Database& database, const crypto::KeyRing& ring) {
  pg::Transaction tx{database};
  records::ServiceKeys keys{tx};
  const auto sealed = co_await keys.find(std::string(name)).get();
  if (!sealed || !ring.is_outdated(sealed->value)) co_return 0;
  const auto text = ring.open(sealed->value, name);
  if (!text) co_return 0;
  const auto replaced =
      co_await keys.replace(std::string(name), *sealed, {ring.seal(text->reveal(), name)}).get();
  co_await tx.commit();
  co_return replaced;
}

std::shared_ptr<const push::VapidKey> WebPushKey::get() const {
  const std::lock_guard lock(mutex_);
  return key_;
}

std::optional<std::string> WebPushKey::public_key() const {
  const auto key = get();
  return key ? std::optional(key->application_server_key()) : std::nullopt;
}

}  // namespace gatehouse::services
