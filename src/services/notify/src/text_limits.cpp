#include <gatehouse/services/notify/text_limits.hpp>

#include <algorithm>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>
#include <gatehouse/records/message_budgets.hpp>

namespace gatehouse::services {

TextLimits::TextLimits(TextRules rules, const crypto::KeyRing& ring)
    : rules_(std::move(rules)), key_(ring.derive("numbers of texts")) {}

bool TextLimits::serves(std::string_view number) const {
  if (!records::is_mobile(number)) return false;
  const auto& regions = rules_.regions;
  return regions.empty() || std::ranges::find(regions, records::region_of(number)) != regions.end();
}

std::vector<pg::Pending<std::int64_t>> TextLimits::take(pg::Transaction& tx,
                                                        std::string_view number,
                                                        Timestamp now) const {
  std::vector<pg::Pending<std::int64_t>> taken;
  // The number's row first: whoever is over a limit of their own never holds the rows that all share.
  taken.push_back(records::MessageBudgets{tx}.take(encode_hex(crypto::hmac_sha256(key_, number)),
                                                   rules_.per_number, now));
  std::ranges::move(take_shared(tx, number, now), std::back_inserter(taken));
  return taken;
}

std::vector<pg::Pending<std::int64_t>> TextLimits::take_shared(pg::Transaction& tx,
                                                               std::string_view number,
                                                               Timestamp now) const {
  std::vector<pg::Pending<std::int64_t>> taken;
  const auto count = [&](std::string subject, std::int32_t limit) {
    if (limit > 0)
      taken.push_back(records::MessageBudgets{tx}.take(std::move(subject), limit, now));
  };
  count(std::string(records::region_of(number)), rules_.per_region);
  count("all", rules_.in_all);
  return taken;
}

}  // namespace gatehouse::services
