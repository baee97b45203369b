// hiredis' parser with bounds.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include <hiredis/hiredis.h>

#include <gatehouse/platform/redis/reply.hpp>

namespace gatehouse::redis {

class Reader {
 public:
  /// `max_reply`: bytes of one reply.
  explicit Reader(std::size_t max_reply);

  void feed(std::string_view bytes);
  /// The next whole reply; empty until more bytes come. Throws Unavailable when the bytes are not RESP2, or the reply
  /// is larger than it may be; the reader is of no use then.
  std::optional<Reply> next();

 private:
  struct Free {
    void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
  };

  std::size_t max_reply_;
  std::size_t size_ = 0;  ///< bytes of the reply that is being read
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace gatehouse::redis
