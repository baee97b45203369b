#include <gatehouse/records/signing_keys.hpp>

#include <gatehouse_sql/signing_keys.hpp>

namespace gatehouse::records {
namespace {

const pg::Query<bool()> lock_query{sql::signing_keys::lock};
const pg::Query<void(SigningKeyId, std::string, std::string, boost::json::value, pg::Bytes,
                     Timestamp, std::optional<Timestamp>, Timestamp)>
    add_query{sql::signing_keys::add};
const pg::Query<SigningKey(Timestamp)> list_published_query{sql::signing_keys::list_published};
const pg::Query<void(SigningKeyId, Timestamp)> retire_others_query{
    sql::signing_keys::retire_others};
const pg::Query<bool()> announce_query{sql::signing_keys::announce};
const pg::Query<void(SigningKeyId, pg::Bytes, pg::Bytes)> reseal_query{sql::signing_keys::reseal};

}  // namespace

pg::Pending<bool> SigningKeys::lock() { return tx_.one(lock_query); }

pg::Pending<std::int64_t> SigningKeys::add(const SigningKey& k) {
  return tx_.execute(add_query, k.id, k.kid, k.algorithm, k.public_jwk, k.private_jwk,
                     k.activates_at, k.retires_at, k.created_at);
}

pg::Pending<std::vector<SigningKey>> SigningKeys::list_published(Timestamp now) {
  return tx_.list(list_published_query, now);
}

pg::Pending<std::int64_t> SigningKeys::retire_others(SigningKeyId keep, Timestamp retires_at) {
  return tx_.execute(retire_others_query, keep, retires_at);
}

pg::Pending<bool> SigningKeys::announce() { return tx_.one(announce_query); }

pg::Pending<std::int64_t> SigningKeys::reseal(const SigningKey& key, pg::Bytes private_jwk) {
  return tx_.execute(reseal_query, key.id, key.private_jwk, private_jwk);
}

}  // namespace gatehouse::records
