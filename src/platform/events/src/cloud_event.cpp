#include <gatehouse/platform/events/cloud_event.hpp>

#include <iterator>

#include <fmt/format.h>

namespace gatehouse::events {

std::string encode_header(std::string_view value) {
  std::string encoded;
  for (const char c : value) {
    const bool is_plain = c > ' ' && c <= '~' && c != '"' && c != '%';
    if (is_plain) {
      encoded.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

Message to_message(const CloudEvent& event) {
  Message message{.id = event.id,
                  .order_key = event.subject,
                  .subject = event.type,
                  .headers = {{"ce-specversion", "1.0"},
                              {"ce-id", encode_header(event.id)},
                              {"ce-source", encode_header(event.source)},
                              {"ce-type", encode_header(event.type)},
                              {"ce-time", format_rfc3339(event.time)},
                              {"ce-datacontenttype", "application/json"}},
                  .body = event.data};
  if (!event.subject.empty())
    message.headers.emplace_back("ce-subject", encode_header(event.subject));
  return message;
}

}  // namespace gatehouse::events
