#include <gatehouse/services/account_keys.hpp>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/records/data_keys.hpp>

namespace gatehouse::services {

crypto::DataKey AccountKeys::unwrap(AccountId account, const pg::Bytes& wrapped) const {
  auto key = crypto::DataKey::unwrap(ring_, wrapped.value, account.text());
  if (!key) throw Unavailable("the data key of " + account.text() + " cannot be unwrapped");
  return std::move(*key);
}

Task<crypto::DataKey> AccountKeys::get_or_create(pg::Transaction& tx, AccountId account,
                                                 Timestamp now) const {
  records::DataKeys keys{tx};
  if (const auto wrapped = co_await keys.find(account).get()) co_return unwrap(account, *wrapped);
  const auto fresh = crypto::DataKey::generate();
  keys.create(account, {fresh.wrap(ring_, account.text())}, ring_.sealing_key_id(), now);
  // Of two that are made at once the first one holds.
  const auto kept = co_await keys.find(account).get();
  co_return unwrap(account, kept.value());
}

Task<AccountKeys::Rewrapped> AccountKeys::rewrap_all(pg::Database& database) const {
  constexpr std::int32_t batch_size = 500;
  Rewrapped count;
  std::optional<AccountId> last;
  while (true) {
    pg::Transaction tx{database};
    records::DataKeys keys{tx};
    const auto batch = co_await keys.list_outdated(ring_.sealing_key_id(), last, batch_size).get();
    if (batch.empty()) co_return count;
    for (const auto& key : batch) {
      const auto wrapped = crypto::rewrap(ring_, key.wrapped_key.value, key.account_id.text());
      if (wrapped) {
        keys.replace(key, {*wrapped}, ring_.sealing_key_id());
        ++count.done;
      } else {
        ++count.lost;
      }
    }
    last = batch.back().account_id;
    co_await tx.commit();
  }
}

}  // namespace gatehouse::services
