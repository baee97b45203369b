// The account that an operator names.
#pragma once

#include <string>

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/pg/transaction.hpp>
#include <gatehouse/records/accounts/identifiers.hpp>

namespace gatehouse::app {

/// Throws std::runtime_error with a sentence.
records::ParsedIdentifier parse_name(const config::Settings& settings, const std::string& text);

/// Locked until the transaction ends. Throws std::runtime_error with a sentence when nobody is called so.
Task<records::Account> find_named(const config::Settings& settings, pg::Transaction& tx,
                                  std::string text);

/// Ends all sessions of the account and journals each. Returns how many.
Task<std::size_t> end_sessions(pg::Transaction& tx, AccountId account, std::string reason,
                               Timestamp now);

}  // namespace gatehouse::app
