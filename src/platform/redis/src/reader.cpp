#include "reader.hpp"

#include <new>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::redis {
namespace {

using CreateArray = decltype(redisReplyObjectFunctions::createArray);

// An array is allocated when its length is read: a wrong length must not cost gigabytes.
constexpr long long max_items = 65536;

struct Functions {
  explicit Functions(const redisReplyObjectFunctions& defaults)
      : create_array(defaults.createArray), bounded(defaults) {
    // hiredis 0.14 gives the length as int, 1.0 as size_t.
    bounded.createArray = [](const redisReadTask* task, auto count) -> void* {
      const auto& self = *static_cast<const Functions*>(task->privdata);
      return static_cast<long long>(count) > max_items ? nullptr : self.create_array(task, count);
    };
  }

  CreateArray create_array;
  redisReplyObjectFunctions bounded;
};

Reply::Kind kind_of(int type) {
  switch (type) {
    case REDIS_REPLY_STRING:
      return Reply::Kind::text;
    case REDIS_REPLY_STATUS:
      return Reply::Kind::status;
    case REDIS_REPLY_ERROR:
      return Reply::Kind::error;
    case REDIS_REPLY_INTEGER:
      return Reply::Kind::integer;
    case REDIS_REPLY_ARRAY:
      return Reply::Kind::array;
    default:
      return Reply::Kind::nil;
  }
}

// As deep as hiredis reads: at most nine levels.
Reply convert(const redisReply& from) {
  Reply reply{.kind = kind_of(from.type)};
  if (reply.kind == Reply::Kind::integer) reply.integer = from.integer;
  if (reply.kind == Reply::Kind::array) {
    reply.items.reserve(from.elements);
    for (std::size_t i = 0; i < from.elements; ++i)
      reply.items.push_back(convert(*from.element[i]));
  } else if (from.str != nullptr) {
    reply.text.assign(from.str, from.len);
  }
  return reply;
}

}  // namespace

Reader::Reader(std::size_t max_reply) : max_reply_(max_reply), reader_(redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
  static Functions functions(*reader_->fn);
  reader_->fn = &functions.bounded;
  reader_->privdata = &functions;
}

void Reader::feed(std::string_view bytes) {
  size_ += bytes.size();
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

std::optional<Reply> Reader::next() {
  void* raw = nullptr;
  if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK)
    throw Unavailable(std::string("not a reply: ") + reader_->errstr);
  if (raw == nullptr) {
    if (size_ > max_reply_) throw Unavailable("the reply is too large");
    return std::nullopt;
  }
  const std::unique_ptr<void, decltype(&freeReplyObject)> reply(raw, &freeReplyObject);
  size_ = reader_->len - reader_->pos;
  return convert(*static_cast<const redisReply*>(raw));
}

}  // namespace gatehouse::redis
