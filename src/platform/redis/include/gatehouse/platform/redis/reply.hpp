// What Redis answers (RESP2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::redis {

struct Reply {
  enum class Kind { nil, text, status, integer, error, array };

  Kind kind = Kind::nil;
  std::string text{};          ///< of a text, a status or an error ("NOSCRIPT No matching …")
  std::int64_t integer = 0;    ///< of an integer
  std::vector<Reply> items{};  ///< of an array

  bool is_error() const noexcept { return kind == Kind::error; }
};

}  // namespace gatehouse::redis
