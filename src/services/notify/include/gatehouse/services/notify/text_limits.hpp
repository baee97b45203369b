// Where texts go to, and how many a day. They cost money, and fraudsters earn by having them sent to numbers of their
// own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/transaction.hpp>

namespace gatehouse::services {

struct TextRules {
  /// ISO 3166-1; empty: all. Elsewhere numbers can be premium ones in disguise.
  std::vector<std::string> regions{};
  std::int32_t per_number = 20;  ///< to add it, a day, whichever accounts ask for them
  std::int32_t per_region = 0;   ///< a day; 0: no limit
  std::int32_t in_all = 0;       ///< a day; 0: no limit
};

class TextLimits {
 public:
  TextLimits(TextRules rules, const crypto::KeyRing& ring);

  /// True when texts may go to this number (E.164).
  bool serves(std::string_view number) const;
  /// Queues the counts of a text with a code to add `number`; one that comes out as 0 refuses it, and the transaction
  /// must not be committed then.
  std::vector<pg::Pending<std::int64_t>> take(pg::Transaction& tx, std::string_view number,
                                              Timestamp now) const;
  /// The same without the number's own count: for those that are counted by something else, as sign-ins by their
  /// account and registrations by Throttle::take_message(). Who asks for one must not use up another's.
  std::vector<pg::Pending<std::int64_t>> take_shared(pg::Transaction& tx, std::string_view number,
                                                     Timestamp now) const;

 private:
  TextRules rules_;
  Secret key_;  ///< the table holds no numbers
};

}  // namespace gatehouse::services
