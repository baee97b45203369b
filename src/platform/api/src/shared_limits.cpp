#include <gatehouse/platform/api/shared_limits.hpp>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/redis/script.hpp>

namespace gatehouse::api {

using std::chrono::microseconds;

namespace {

// KEYS[1] holds the moment, in microseconds, when the bucket will be full again (see LocalRateLimiter). ARGV: the time
// one token takes to come back, the window. Answers the wait in microseconds, 0 when a token was taken. A moment
// further ahead than the window (a clock was set back, a limit shortened) counts as the window's end. The key expires
// when the bucket is full.
const redis::Script& take_script() {
  static const redis::Script script(R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local token, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local before = tonumber(redis.call('GET', KEYS[1]) or 0)
local full_at = math.min(math.max(before, now), now + window) + token
local wait = full_at - now - window
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return 0
)");
  return script;
}

// 128 bits: nobody can find two that meet.
std::string redis_key(const Secret& key, const std::string& bucket) {
  return "gatehouse:limit:" + encode_base64url(crypto::hmac_sha256(key, bucket).substr(0, 16));
}

}  // namespace

SharedRateLimiter::SharedRateLimiter(redis::Client& redis, LocalRateLimiter& local,
                                     SharedLimitOptions options)
    : redis_(redis), local_(local), options_(std::move(options)) {}

Task<microseconds> SharedRateLimiter::take(std::string key, Limit limit) {
  if (redis_.is_connected()) {
    const auto wait = co_await ask(key, limit);
    if (wait) {
      if (wait->count() == 0) local_.take_now(key, limit);
      co_return *wait;
    }
  }
  if (options_.on_fallback) options_.on_fallback();
  co_return local_.take_now(key, limit);
}

// Empty when Redis cannot say.
Task<std::optional<microseconds>> SharedRateLimiter::ask(const std::string& key, Limit limit) {
  const microseconds window = limit.window;
  const microseconds token = window / limit.count;
  try {
    const auto reply =
        co_await take_script().run(redis_, {redis_key(options_.key, key)},
                                   {std::to_string(token.count()), std::to_string(window.count())});
    if (reply.kind != redis::Reply::Kind::integer || reply.integer < 0) co_return std::nullopt;
    co_return microseconds{reply.integer};
  } catch (const Unavailable&) {
    co_return std::nullopt;
  }
}

}  // namespace gatehouse::api
