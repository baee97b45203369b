#include <iostream>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/services/account_keys.hpp>
#include <gatehouse/services/tokens/signing_key_set.hpp>
#include <gatehouse/services/web_push_key.hpp>

#include "commands.hpp"

namespace gatehouse::app {

Task<int> rewrap_keys(const config::Settings& settings, pg::Database& database) {
  const auto ring = load_key_ring(settings);
  const auto signing = co_await services::reseal_signing_keys(database, ring, SystemClock{}.now());
  const auto push = co_await services::WebPushKey::reseal(database, ring);
  const auto accounts = co_await services::AccountKeys{ring}.rewrap_all(database);
  std::cout << signing + push + accounts.done << '\n';
  if (accounts.lost == 0) co_return 0;
  std::cerr << accounts.lost << " keys of accounts are under a key that is not configured\n";
  co_return 1;
}

}  // namespace gatehouse::app
