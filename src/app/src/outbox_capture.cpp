#include <gatehouse/app/outbox_capture.hpp>

#include <boost/describe/enum_to_string.hpp>

#include <gatehouse/platform/api/json.hpp>
#include <gatehouse/platform/mail/templates.hpp>

namespace gatehouse::app {
namespace {

constexpr std::size_t max_messages = 1000;

}  // namespace

Task<flows::SendResult> OutboxCapture::send(const flows::OutgoingMessage& message) {
  const bool is_mail = message.channel == records::DeliveryChannel::email;
  CapturedMessage captured{.channel = boost::describe::enum_to_string(message.channel, ""),
                           .to = message.to,
                           .created_at = clock_.now()};
  if (is_mail) {
    auto rendered = mail::render(message.name, message.locale, message.values, brand_);
    captured.subject = std::move(rendered.subject);
    captured.text = std::move(rendered.text);
  } else {
    captured.text = mail::render_sms(message.name, message.locale, message.values, brand_);
  }
  if (const auto* code = message.values.if_contains("code"))
    captured.code = std::string(code->as_string());
  const std::lock_guard lock(mutex_);
  messages_.push_front(std::move(captured));
  if (messages_.size() > max_messages) messages_.pop_back();
  co_return flows::SendResult{};
}

void OutboxCapture::add_routes(api::Router& router, const Pages& pages) {
  router.add({.method = api::Method::get,
              .path = "/dev/outbox",
              .operation_id = "listCapturedMessages",
              .summary = "Captured messages, newest first; development mode only",
              .access = api::anonymous(),
              .tag = "Development"},
             [this, &pages](api::Context& context, CapturedQuery query) {
               return answer(*this, pages, context, std::move(query));
             });
}

CapturedMessages OutboxCapture::list(const CapturedQuery& query) {
  CapturedMessages found;
  const std::lock_guard lock(mutex_);
  for (const auto& message : messages_) {
    if (!query.to || message.to == *query.to) found.items.push_back(message);
  }
  return found;
}

Task<Result<http::Response>> OutboxCapture::answer(OutboxCapture& self, const Pages& pages,
                                                   api::Context& context, CapturedQuery query) {
  const auto& request = context.request();
  const bool is_browser = request.header("Accept").find("text/html") != std::string_view::npos;
  if (is_browser && !pages.empty()) co_return pages.mailbox(request);
  http::Response response;
  response.headers = {{"Content-Type", "application/json"}, {"Vary", "Accept"}};
  response.body = api::encode_json(self.list(query));
  co_return response;
}

}  // namespace gatehouse::app
