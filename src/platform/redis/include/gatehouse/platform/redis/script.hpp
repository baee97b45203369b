// A Lua script that Redis runs as one step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/redis/client.hpp>

namespace gatehouse::redis {

class Script {
 public:
  explicit Script(std::string_view text);

  /// Runs it in one round trip by its SHA-1, or in two when the server does not know it yet. Throws as Client::command.
  /// The script must outlive the call.
  Task<Reply> run(Client& client, std::vector<std::string> keys,
                  std::vector<std::string> arguments) const;

 private:
  std::string text_;
  std::string sha1_;
};

}  // namespace gatehouse::redis
