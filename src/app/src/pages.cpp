#include <gatehouse/app/pages.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

namespace gatehouse::app {
namespace {

namespace fs = std::filesystem;

// Scripts and styles come from this site's own files only, nothing is written into the page, nobody may frame it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

struct Type {
  std::string_view extension;
  std::string_view media;
};
constexpr std::array<Type, 6> types{{{".html", "text/html; charset=utf-8"},
                                     {".js", "text/javascript; charset=utf-8"},
                                     {".css", "text/css; charset=utf-8"},
                                     {".svg", "image/svg+xml"},
                                     {".woff2", "font/woff2"},
                                     {".png", "image/png"}}};

constexpr std::string_view sign_in_document = "/sign-in/index.html";
constexpr std::string_view account_document = "/account/index.html";
constexpr std::string_view docs_document = "/docs/index.html";
constexpr std::string_view mailbox_document = "/mailbox/index.html";

std::string_view media_type(const fs::path& path) {
  const auto extension = path.extension().string();
  for (const auto& type : types) {
    if (extension == type.extension) return type.media;
  }
  return "application/octet-stream";
}

std::shared_ptr<const std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return nullptr;
  return std::make_shared<const std::string>(std::istreambuf_iterator<char>(file),
                                             std::istreambuf_iterator<char>());
}

// Whether the list of codings names one, and not to refuse it (RFC 9110 section 12.5.3).
bool accepts(std::string_view codings, std::string_view name) {
  for (const auto part : split(codings, ',')) {
    const auto coding = trim(part.substr(0, part.find(';')));
    if (!ascii_iequal(coding, name)) continue;
    const auto weight = part.find("q=");
    return weight == std::string_view::npos ||
           part.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

// The document of an address that people see; empty for any other.
std::string_view document_of(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  if (path == "/" || path == "/sign-in" || path == "/sign-up") return sign_in_document;
  if (path == "/docs") return docs_document;
  if (path == "/account" || path.starts_with("/account/")) return account_document;
  return {};
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
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto& path = entry.path();
    if (!entry.is_regular_file() || path.extension() == ".br" || path.extension() == ".gz")
      continue;
    const auto plain = read(path);
    if (!plain) throw std::runtime_error("the page " + path.string() + " cannot be read");
    files_.emplace("/" + fs::relative(path, root).generic_string(),
                   File{.type = std::string(media_type(path)),
                        .etag = "\"" + encode_hex(crypto::sha256(*plain)).substr(0, 32) + "\"",
                        .plain = plain,
                        .brotli = read(path.string() + ".br"),
                        .gzip = read(path.string() + ".gz")});
  }
  for (const auto document :
       {sign_in_document, account_document, docs_document, mailbox_document}) {
    if (!find(document)) throw std::runtime_error(root + " has no " + std::string(document));
  }
}

const Pages::File* Pages::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

http::Response Pages::answer(const http::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return missing();
  if (const auto document = document_of(request.path); !document.empty()) {
    const auto* file = find(document);
    return file == nullptr ? missing() : send(request, *file, true);
  }
  // Documents have addresses of their own: their files are not served besides.
  const auto* file = request.path.starts_with("/assets/") ? find(request.path) : nullptr;
  return file == nullptr ? missing() : send(request, *file, false);
}

http::Response Pages::mailbox(const http::Request& request) const {
  const auto* file = find(mailbox_document);
  return file == nullptr ? missing() : send(request, *file, true);
}

http::Response Pages::send(const http::Request& request, const File& file, bool is_document) const {
  http::Response response;
  response.headers = {
      {"Content-Type", file.type},
      {"ETag", file.etag},
      {"Vary", "Accept-Encoding"},
      // The names of the others hold a hash of what is in them.
      {"Cache-Control", is_document ? "no-cache" : "public, max-age=31536000, immutable"},
      {"X-Content-Type-Options", "nosniff"},
      {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (is_document) {
    response.add_header("Content-Security-Policy", std::string(policy));
    response.add_header("Cross-Origin-Opener-Policy", "same-origin");
    response.add_header("Referrer-Policy", "same-origin");
    response.add_header("Permissions-Policy",
                        "camera=(), geolocation=(), microphone=(), payment=()");
    // The mailbox is at an address that answers programs with JSON.
    response.set_header("Vary", "Accept, Accept-Encoding");
  }
  if (request.header("If-None-Match") == file.etag) {
    response.status = 304;
    return response;
  }
  const auto codings = request.header("Accept-Encoding");
  if (file.brotli && accepts(codings, "br")) {
    response.add_header("Content-Encoding", "br");
    response.shared_body = file.brotli;
  } else if (file.gzip && accepts(codings, "gzip")) {
    response.add_header("Content-Encoding", "gzip");
    response.shared_body = file.gzip;
  } else {
    response.shared_body = file.plain;
  }
  return response;
}

}  // namespace gatehouse::app
