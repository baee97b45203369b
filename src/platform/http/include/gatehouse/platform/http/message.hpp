// An HTTP request as it arrived and the answer to it, free of any library's types.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gatehouse/base/ip_address.hpp>
#include <gatehouse/platform/http/body_stream.hpp>
#include <gatehouse/platform/runtime/task.hpp>

namespace gatehouse::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first header `name`, in any case; empty when there is none.
std::string_view find_header(const Headers& headers, std::string_view name) noexcept;

/// Who a client proved to be on the mutual TLS listener.
struct ClientCertificate {
  std::string subject;  ///< RFC 2253
  std::vector<std::string> dns_names;
  std::vector<std::string> uris;  ///< SPIFFE ids among them
  std::string fingerprint;        ///< SHA-256 in hexadecimal
};

struct Request {
  std::string method;  ///< as received: methods are case-sensitive
  std::string target;  ///< origin form: path and query
  std::string path;    ///< as received, percent-encoded
  std::string query;   ///< without the question mark
  Headers headers;
  std::string body;
  IpAddress peer;       ///< the other end of the connection
  IpAddress client;     ///< who sent it, after the walk over trusted proxies
  bool secure = false;  ///< over TLS
  std::shared_ptr<const ClientCertificate> certificate{};

  std::string_view header(std::string_view name) const noexcept {
    return find_header(headers, name);
  }
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  /// Instead of `body`: bytes shared between answers.
  std::shared_ptr<const std::string> shared_body{};
  /// Instead of both: the body follows part by part. Not with 204 and 304, which have none. The connection closes after
  /// it.
  std::shared_ptr<BodyStream> stream{};

  std::string_view header(std::string_view name) const noexcept {
    return find_header(headers, name);
  }
  /// Replaces what there is of this name.
  void set_header(std::string_view name, std::string value);
  void add_header(std::string_view name, std::string value);
  std::string_view content() const noexcept { return shared_body ? *shared_body : body; }
};

using Handler = std::function<Task<Response>(Request&)>;

/// "Not Found" for 404; empty for a status without a standard phrase.
std::string_view reason_phrase(int status) noexcept;

}  // namespace gatehouse::http
