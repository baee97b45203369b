#include <gatehouse/app/pages.hpp>

#include <stdexcept>

#include <gatehouse/base/text.hpp>

namespace gatehouse::app {
namespace {

// Scripts and styles come from this site's own files only, nothing is written into the page, nobody may frame it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types ";
// The one name that may be trusted: web/account/src/push/worker.ts gives it to the address of push_worker alone.
constexpr std::string_view worker_policy = "push-worker";

constexpr std::string_view sign_in_document = "/sign-in/index.html";
constexpr std::string_view account_document = "/account/index.html";
constexpr std::string_view docs_document = "/docs/index.html";
constexpr std::string_view mailbox_document = "/mailbox/index.html";
// Shows push messages while no page is open. Browsers ask for it by the address it was registered with: it has no hash.
constexpr std::string_view push_worker = "/push-worker.js";

// The document of an address that people see; empty for any other.
std::string_view document_of(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path == "/" || path == "/sign-in" || path == "/sign-up") return sign_in_document;
  if (path == "/docs") return docs_document;
  for (const std::string_view top : {"/account", "/approve"}) {
    if (path.starts_with(top) && (path.size() == top.size() || path[top.size()] == '/'))
      return account_document;
  }
  return {};
}

http::Headers headers_of(std::string_view path) {
  http::Headers headers{{"Cross-Origin-Resource-Policy", "same-origin"}};
  if (path == push_worker) headers.emplace_back("Content-Security-Policy", "default-src 'none'");
  if (!path.ends_with(".html")) return headers;
  const auto trusted = path == account_document ? worker_policy : "'none'";
  headers.insert(headers.end(),
                 {{"Content-Security-Policy", std::string(policy).append(trusted)},
                  {"Cross-Origin-Opener-Policy", "same-origin"},
                  {"Referrer-Policy", "same-origin"},
                  {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"}});
  // The mailbox is at an address that answers programs with JSON.
  if (path == mailbox_document) headers.emplace_back("Vary", "Accept");
  return headers;
}

// Somebody who follows a link or types an address, not a program or a page's own request.
bool is_person(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         request.header("Accept").find("text/html") != std::string_view::npos;
}

http::Response missing() {
  return {.status = 404,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = "There is nothing here.\n"};
}

}  // namespace

Pages::Pages(const std::string& root) {
  if (root.empty()) return;
  files_ = http::StaticFiles::read(root, headers_of);
  for (const auto needed :
       {sign_in_document, account_document, docs_document, mailbox_document, push_worker}) {
    if (!files_->find(needed)) throw std::runtime_error(root + " has no " + std::string(needed));
  }
}

http::Response Pages::answer(const http::Request& request) const {
  if (const auto document = document_of(request.path); !document.empty())
    return send(request, document);
  // Documents have addresses of their own: their files are not served besides.
  const bool is_file = request.path.starts_with("/assets/") || request.path == push_worker;
  if (is_file) return send(request, request.path);
  return is_person(request) ? lost(request) : missing();
}

// The sign-in document has a page for addresses that it does not know.
http::Response Pages::lost(http::Request request) const {
  std::erase_if(request.headers,
                [](const auto& header) { return ascii_iequal(header.first, "If-None-Match"); });
  auto response = send(request, sign_in_document);
  response.status = 404;
  std::erase_if(response.headers, [](const auto& header) {
    return header.first == "ETag" || header.first == "Cache-Control";
  });
  response.headers.insert(response.headers.end(),
                          {{"Cache-Control", "no-store"}, {"Vary", "Accept"}});
  return response;
}

http::Response Pages::mailbox(const http::Request& request) const {
  return send(request, mailbox_document);
}

http::Response Pages::send(const http::Request& request, std::string_view path) const {
  const auto* file = files_ ? files_->find(path) : nullptr;
  return file == nullptr ? missing() : file->answer(request);
}

}  // namespace gatehouse::app
