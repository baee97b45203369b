#include "endpoint.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::push {

std::optional<std::string> endpoint_origin(std::string_view endpoint, Endpoints endpoints) {
  if (endpoint.size() > max_endpoint_length) return std::nullopt;
  const auto parsed = boost::urls::parse_uri(endpoint);
  if (!parsed) return std::nullopt;
  const auto& url = *parsed;
  const bool is_https = url.scheme_id() == boost::urls::scheme::https;
  const bool is_http = url.scheme_id() == boost::urls::scheme::http;
  if (!is_https && !(is_http && endpoints == Endpoints::anywhere)) return std::nullopt;
  const std::string host{url.encoded_host()};
  // Boost.URL reads what stands behind the port as a path, whatever it is.
  const std::string_view path{url.encoded_path()};
  if (!path.empty() && !path.starts_with('/')) return std::nullopt;
  // A host with percent signs, or an IPv6 address with a zone, is none that others can name.
  if (host.empty() || host.contains('%') || url.has_userinfo() || url.has_fragment())
    return std::nullopt;
  auto origin = fmt::format("{}://{}", is_https ? "https" : "http", ascii_lower(host));
  if (!url.has_port() || url.port().empty()) return origin;
  const int port = url.port_number();
  if (port == 0) return std::nullopt;
  if (port != (is_https ? 443 : 80)) origin += fmt::format(":{}", port);
  return origin;
}

}  // namespace gatehouse::push
