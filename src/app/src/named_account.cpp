#include "named_account.hpp"

#include <stdexcept>

#include <gatehouse/records/sessions.hpp>
#include <gatehouse/services/journal.hpp>

#include "commands.hpp"

namespace gatehouse::app {

records::ParsedIdentifier parse_name(const config::Settings& settings, const std::string& text) {
  const auto parsed = records::parse_identifier(text, settings.registration.default_region);
  if (!parsed)
    throw std::runtime_error("\"" + text + "\" is no e-mail address, phone number or user name");
  return *parsed;
}

Task<records::Account> find_named(const config::Settings& settings, pg::Transaction& tx,
                                  std::string text) {
  const auto identifier = parse_name(settings, text);
  records::Accounts accounts{tx};
  const auto named =
      co_await accounts.find_by_identifier(identifier.kind, identifier.canonical).get();
  if (!named) throw std::runtime_error("no account is called \"" + text + "\"");
  accounts.lock(named->id);
  const auto account = co_await accounts.find(named->id).get();
  if (!account) throw std::runtime_error("no account is called \"" + text + "\"");
  co_return *account;
}

Task<std::size_t> end_sessions(pg::Transaction& tx, AccountId account, std::string reason,
                               Timestamp now) {
  const auto ended =
      co_await records::Sessions{tx}.end_all_but(account, std::nullopt, reason, now).get();
  services::Journal{tx}.record_ended(account, ended, reason, operator_name(), std::nullopt, now);
  co_return ended.size();
}

}  // namespace gatehouse::app
