// The HTTP client of one worker thread: requests to destinations that operators configured and to addresses that users
// gave.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/http/curl_multi.hpp>
#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::http {

/// Who chose the URL.
enum class Destination : std::uint8_t {
  given,  ///< a user: https and addresses of the public Internet only (RFC 6890), checked on the address connected to
  configured,  ///< an operator: http or https, anywhere
};

struct ClientRequest {
  std::string method = "GET";
  std::string url;
  Headers headers{};
  std::string body{};
  std::string user{};  ///< not empty: basic authentication
  Secret password{};
  Destination destination = Destination::given;
  std::chrono::milliseconds connect_timeout{5'000};
  /// Of everything; the deadline of the request that is served meanwhile may shorten it.
  std::chrono::milliseconds timeout{15'000};
  std::size_t max_response = 1024 * 1024;  ///< bytes of the answer's body
  /// Demands HTTP/2 (RFC 9113): by ALPN for https, where requests share a connection, with prior knowledge for http,
  /// where each has its own. An answer in another version is Unavailable.
  bool http2 = false;
};

struct ClientResponse {
  int status = 0;
  Headers headers{};
  std::string body{};

  std::string_view header(std::string_view name) const noexcept {
    return find_header(headers, name);
  }
};

/// The URL leads where a request may not go: another scheme, or an address that is not public.
class DestinationRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Client {
 public:
  /// `ca_file`: PEM, instead of the system's certificate authorities when not empty. `transfers` outlives the client.
  explicit Client(CurlMulti& transfers, std::string ca_file = {})
      : transfers_(transfers), ca_file_(std::move(ca_file)) {}

  /// Sends the request; any status is an answer, redirects are not followed, certificates are always verified. The
  /// client outlives the await. Throws Unavailable when there is no answer in time or it is too large,
  /// DestinationRefused, and std::invalid_argument for a method or header that could not stand in a request.
  Task<ClientResponse> send(ClientRequest request);

 private:
  CurlMulti& transfers_;
  std::string ca_file_;
};

}  // namespace gatehouse::http
