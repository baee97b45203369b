// Development mode's mailbox: messages are kept here instead of being sent.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include <gatehouse/app/pages.hpp>
#include <gatehouse/base/clock.hpp>
#include <gatehouse/flows/delivery.hpp>
#include <gatehouse/platform/api/router.hpp>

namespace gatehouse::app {

struct CapturedMessage {
  std::string channel;
  std::string to;
  std::string subject;
  std::string text;
  std::optional<std::string> code;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(CapturedMessage, (), (channel, to, subject, text, code, created_at))

struct CapturedMessages {
  std::vector<CapturedMessage> items;
};
BOOST_DESCRIBE_STRUCT(CapturedMessages, (), (items))

struct CapturedQuery {
  std::optional<std::string> to;
};
BOOST_DESCRIBE_STRUCT(CapturedQuery, (), (to))

/// Thread-safe; keeps the newest 1000.
class OutboxCapture final : public flows::Sender {
 public:
  OutboxCapture(const Clock& clock, std::string brand) : clock_(clock), brand_(std::move(brand)) {}

  Task<flows::SendResult> send(const flows::OutgoingMessage& message) override;
  /// GET /dev/outbox?to=…, newest first: as JSON, or as a page for those that ask for HTML and when there are `pages`,
  /// which must outlive the router.
  void add_routes(api::Router& router, const Pages& pages);

 private:
  CapturedMessages list(const CapturedQuery& query);
  static Task<Result<http::Response>> answer(OutboxCapture& self, const Pages& pages,
                                             api::Context& context, CapturedQuery query);

  const Clock& clock_;
  std::string brand_;
  std::mutex mutex_;
  std::deque<CapturedMessage> messages_;
};

}  // namespace gatehouse::app
