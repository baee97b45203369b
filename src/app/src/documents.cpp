#include <gatehouse/app/documents.hpp>

#include <gatehouse/app/worker.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/api/openapi.hpp>

#include "version.hpp"

namespace gatehouse::app {

std::string openapi_document(std::span<const api::RouteInfo> routes) {
  return api::openapi_document(
      routes, {.version = version,
               .description =
                   "User accounts and identity. Errors are application/problem+json (RFC 9457)."});
}

std::string openapi_document() {
  // A worker whose event loop never runs: only its table is wanted.
  config::Settings settings;
  settings.mode = config::Mode::production;
  settings.public_url = "https://id.example";
  settings.keys.encryption_keys = {"none:" + encode_base64(random_string(32))};
  const SystemClock clock;
  Shared shared(settings, "", clock);
  boost::asio::io_context context;
  Worker worker(context, shared);
  return openapi_document(worker.router().routes());
}

}  // namespace gatehouse::app
