#include <gatehouse/services/proofs/approval_requests.hpp>

#include <algorithm>
#include <array>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/records/accounts.hpp>
#include <gatehouse/services/notify.hpp>

namespace gatehouse::services {
namespace {

constexpr std::size_t choice_count = 5;

std::string seal_context(FactorId factor) { return "user_mfa.push_target " + factor.text(); }

// Two digits each, all different.
std::vector<std::int16_t> make_choices() {
  std::vector<std::int16_t> choices;
  while (choices.size() < choice_count) {
    const auto number = static_cast<std::int16_t>(10 + random_below(90));
    if (std::ranges::find(choices, number) == choices.end()) choices.push_back(number);
  }
  return choices;
}

}  // namespace

pg::Bytes seal_push_target(const crypto::DataKey& key, FactorId factor,
                           const boost::json::object& target) {
  return {key.seal(boost::json::serialize(target), seal_context(factor))};
}

std::optional<boost::json::object> open_push_target(const crypto::DataKey& key,
                                                    const records::Factor& factor) {
  if (!factor.secret) return std::nullopt;
  const auto text = key.open(factor.secret->value, seal_context(factor.id));
  if (!text) return std::nullopt;
  return boost::json::parse(text->reveal()).as_object();
}

pg::Bytes ApprovalRequests::token_hash(std::string_view token) { return {crypto::sha256(token)}; }

Task<Result<ApprovalAsked>> ApprovalRequests::push(pg::Transaction& tx, Question question,
                                                   std::span<const records::Factor> factors,
                                                   const crypto::DataKey& key,
                                                   Timestamp now) const {
  // Counted one after the other: requests at the same time share the limit.
  records::Accounts{tx}.lock(*question.account);
  records::Approvals approvals{tx};
  const auto lately = approvals.count_recent(*question.account, now - rules_.window);
  const auto denied = approvals.count_recent(*question.account, now - rules_.peace_after_denial);
  co_await tx.flush();
  if (lately.value().asked >= rules_.max_pushes || denied.value().denied > 0)
    co_return fail(ErrorCode::message_limit);

  const auto choices = make_choices();
  const auto number = choices[random_below(choice_count)];
  const auto id = ApprovalId::make(now);
  const auto expires_at = now + rules_.lifetime;
  approvals.create({.id = id,
                    .kind = records::ApprovalKind::push,
                    .sign_in_id = question.sign_in,
                    .account_id = question.account,
                    .number = number,
                    .choices = choices,
                    .ip_address = question.origin.ip_address,
                    .user_agent = question.origin.user_agent,
                    .expires_at = expires_at,
                    .created_at = now},
                   std::nullopt);
  for (const auto& factor : factors) {
    auto target = open_push_target(key, factor);
    if (!target) continue;
    Notify{tx, ring_}.queue({.name = "approve_sign_in",
                             .channel = records::DeliveryChannel::push,
                             .recipient = factor.id.text(),
                             .locale = question.locale,
                             .values = {{"target", *std::move(target)},
                                        {"approval", id.text()},
                                        {"account", question.account->text()},
                                        {"address", question.origin.ip_address.text()}},
                             .account = question.account,
                             .lifetime = rules_.lifetime},
                            now);
  }
  co_return ApprovalAsked{.id = id, .expires_at = expires_at, .number = number, .qr_uri = {}};
}

ApprovalAsked ApprovalRequests::qr(pg::Transaction& tx, const Question& question,
                                   Timestamp now) const {
  const auto token = random_token();
  const auto id = ApprovalId::make(now);
  const auto expires_at = now + rules_.lifetime;
  records::Approvals{tx}.create({.id = id,
                                 .kind = records::ApprovalKind::qr,
                                 .sign_in_id = question.sign_in,
                                 .account_id = question.account,
                                 .ip_address = question.origin.ip_address,
                                 .user_agent = question.origin.user_agent,
                                 .expires_at = expires_at,
                                 .created_at = now},
                                token_hash(token.reveal()));
  // Behind "#": browsers send it to no server, so it is in no log and no Referer.
  return {.id = id,
          .expires_at = expires_at,
          .number = std::nullopt,
          .qr_uri = rules_.public_url + "/approve#" + token.reveal()};
}

}  // namespace gatehouse::services
