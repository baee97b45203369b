#include <gatehouse/platform/http/client.hpp>

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

#include "client_guard.hpp"
#include "client_trace.hpp"

namespace gatehouse::http {
namespace {

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

struct Receiving {
  ClientResponse response{};
  std::size_t limit;
  std::size_t header_bytes = 0;
};

std::size_t on_body(const char* data, std::size_t, std::size_t size, void* to) {
  auto& receiving = *static_cast<Receiving*>(to);
  if (size > receiving.limit - receiving.response.body.size()) return 0;
  receiving.response.body.append(data, size);
  return size;
}

// Called for each line. A status line begins anew: what came before was an interim answer (1xx).
std::size_t on_header(const char* data, std::size_t, std::size_t size, void* to) {
  auto& receiving = *static_cast<Receiving*>(to);
  receiving.header_bytes += size;
  if (receiving.header_bytes > receiving.limit + 65536) return 0;
  std::string_view line{data, size};
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  auto& headers = receiving.response.headers;
  if (line.starts_with("HTTP/")) headers.clear();
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  }
  return size;
}

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  const auto is_allowed = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.contains(c);
  };
  return !text.empty() && std::ranges::all_of(text, is_allowed);
}

List header_list(const Headers& headers) {
  // libcurl would ask "Expect: 100-continue" before larger bodies and lose a round trip.
  List list{curl_slist_append(nullptr, "Expect:"), &curl_slist_free_all};
  for (const auto& [name, value] : headers) {
    if (!is_token(name) ||
        value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos) {
      throw std::invalid_argument("header field");
    }
    // "name:" without a value removes a header of libcurl's; "name;" sends an empty one.
    const auto line = value.empty() ? name + ';' : fmt::format("{}: {}", name, value);
    list.reset(curl_slist_append(list.release(), line.c_str()));
  }
  return list;
}

// Not longer than whoever waits for the answer behind this one.
std::chrono::milliseconds time_left(std::chrono::milliseconds timeout) {
  const auto deadline = telemetry::current_activity().deadline;
  if (deadline == std::chrono::steady_clock::time_point::max()) return timeout;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::clamp(left, std::chrono::milliseconds{1}, timeout);
}

void set_limits(CURL* easy, const ClientRequest& request, Receiving& receiving) {
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(time_left(request.timeout).count()));
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiving);
}

// Over TLS libcurl falls back to HTTP/1.1 where ALPN does not choose HTTP/2; refuse_other_version() notices.
void demand_http2(CURL* easy, const ClientRequest& request) {
  if (!request.url.starts_with("http:")) {
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    return;
  }
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE);
  // libcurl 7.88 begins anew on a connection in cleartext that it uses again, and breaks it.
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

void refuse_other_version(CURL* easy) {
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  if (version != CURL_HTTP_VERSION_2_0) throw Unavailable("http request: no HTTP/2");
}

void set_request(CURL* easy, const ClientRequest& request, const List& headers) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  const bool has_body = !request.body.empty() || request.method == "POST" ||
                        request.method == "PUT" || request.method == "PATCH";
  if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.user.empty()) return;
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  curl_easy_setopt(easy, CURLOPT_USERNAME, request.user.c_str());
  curl_easy_setopt(easy, CURLOPT_PASSWORD, request.password.reveal().c_str());
}

}  // namespace

Task<ClientResponse> Client::send(ClientRequest request) {
  if (!is_token(request.method)) throw std::invalid_argument("method");
  telemetry::require_time();
  telemetry::ChildSpan span{telemetry::SpanKind::client};
  join_trace(request, span);
  const auto headers = header_list(request.headers);
  const Easy easy{curl_easy_init(), &curl_easy_cleanup};
  if (!easy) throw std::bad_alloc{};
  Receiving receiving{.limit = request.max_response};
  Guard guard;
  set_limits(easy.get(), request, receiving);
  set_request(easy.get(), request, headers);
  if (!ca_file_.empty()) curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file_.c_str());
  if (request.destination == Destination::given) protect(easy.get(), guard);
  if (request.http2) demand_http2(easy.get(), request);

  if (span) span.span().failed = true;
  const auto code = co_await transfers_.perform(easy.get());
  if (guard.refused) throw DestinationRefused("not an address of the public Internet");
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT) {
    throw DestinationRefused(curl_easy_strerror(code));
  }
  if (code != CURLE_OK)
    throw Unavailable(fmt::format("http request: {}", curl_easy_strerror(code)));
  if (request.http2) refuse_other_version(easy.get());
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  receiving.response.status = static_cast<int>(status);
  if (span) {
    span.span().failed = status >= 400;
    span.span().attributes.push_back({"http.response.status_code", status});
  }
  co_return std::move(receiving.response);
}

}  // namespace gatehouse::http
