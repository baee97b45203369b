#include <gatehouse/platform/redis/script.hpp>

#include <algorithm>
#include <iterator>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::redis {

Script::Script(std::string_view text) : text_(text), sha1_(encode_hex(crypto::sha1(text))) {}

Task<Reply> Script::run(Client& client, std::vector<std::string> keys,
                        std::vector<std::string> arguments) const {
  std::vector<std::string> command{"EVALSHA", sha1_, std::to_string(keys.size())};
  command.reserve(command.size() + keys.size() + arguments.size());
  std::ranges::move(keys, std::back_inserter(command));
  std::ranges::move(arguments, std::back_inserter(command));
  auto reply = co_await client.command(command);
  if (reply.is_error() && reply.text.starts_with("NOSCRIPT")) {
    command[0] = "EVAL";
    command[1] = text_;
    reply = co_await client.command(std::move(command));
  }
  co_return reply;
}

}  // namespace gatehouse::redis
