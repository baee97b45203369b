#include <gatehouse/platform/http/static_files.hpp>

#include <array>
#include <fstream>
#include <stdexcept>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

#include "content_coding.hpp"

namespace gatehouse::http {
namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view ending;
  std::string_view media;
};
constexpr std::array<Type, 15> types{{{".html", "text/html; charset=utf-8"},
                                      {".js", "text/javascript; charset=utf-8"},
                                      {".mjs", "text/javascript; charset=utf-8"},
                                      {".css", "text/css; charset=utf-8"},
                                      {".json", "application/json"},
                                      {".map", "application/json"},
                                      {".webmanifest", "application/manifest+json"},
                                      {".txt", "text/plain; charset=utf-8"},
                                      {".svg", "image/svg+xml"},
                                      {".png", "image/png"},
                                      {".jpg", "image/jpeg"},
                                      {".webp", "image/webp"},
                                      {".ico", "image/x-icon"},
                                      {".woff2", "font/woff2"},
                                      {".wasm", "application/wasm"}}};

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

// RFC 9110 section 13.1.2: weak comparison with each of a list.
bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  for (auto tag : split(if_none_match, ',')) {
    tag = trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

bool all_of(std::string_view text, std::string_view set) {
  return text.find_first_not_of(set) == std::string_view::npos;
}

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

}  // namespace

StaticFile::StaticFile(std::string content, Headers headers, Compressed compressed)
    : headers_(std::move(headers)) {
  const auto etag = encode_hex(crypto::sha256(content)).substr(0, 32);
  if (compressed.brotli.empty()) compressed.brotli = brotli(content);
  if (compressed.gzip.empty()) compressed.gzip = gzip(content);
  if (compressed.brotli.size() < content.size())
    add_form("br", etag + "-br", std::move(compressed.brotli));
  if (compressed.gzip.size() < content.size())
    add_form("gzip", etag + "-gzip", std::move(compressed.gzip));
  add_form("", etag, std::move(content));
  if (forms_.size() > 1) headers_.emplace_back("Vary", "Accept-Encoding");
}

void StaticFile::add_form(std::string_view coding, std::string_view etag, std::string content) {
  forms_.push_back({.coding = coding,
                    .etag = "\"" + std::string(etag) + "\"",
                    .content = std::make_shared<const std::string>(std::move(content))});
}

Response StaticFile::answer(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    // As endpoints answer, too.
    return {.status = request.method == "OPTIONS" ? 204 : 405,
            .headers = {{"Allow", "GET, HEAD, OPTIONS"}},
            .body = {}};
  }
  const Form* chosen = nullptr;
  int best = 0;
  for (const auto& form : forms_) {
    const auto coding = form.coding.empty() ? "identity" : form.coding;
    const auto liked = preference(request.header("Accept-Encoding"), coding);
    if (liked <= best) continue;
    best = liked;
    chosen = &form;
  }
  if (chosen == nullptr)
    return {.status = 406, .headers = {{"Vary", "Accept-Encoding"}}, .body = {}};
  Response response{.headers = headers_, .body = {}};
  response.add_header("ETag", chosen->etag);
  if (names_etag(request.header("If-None-Match"), chosen->etag)) {
    response.status = 304;
    return response;
  }
  if (!chosen->coding.empty()) response.add_header("Content-Encoding", std::string(chosen->coding));
  response.shared_body = chosen->content;
  return response;
}

StaticFiles StaticFiles::read(const fs::path& root, const HeadersOf& headers_of) {
  StaticFiles files;
  auto entry = fs::recursive_directory_iterator(root);
  for (; entry != fs::recursive_directory_iterator(); ++entry) {
    const auto& path = entry->path();
    if (is_hidden(path)) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || path.extension() == ".br" || path.extension() == ".gz")
      continue;
    auto content = read_file(path);
    if (!content) throw std::runtime_error("the file " + path.string() + " cannot be read");
    const auto name = "/" + path.lexically_relative(root).generic_string();
    files.add(name, std::move(*content), headers_of ? headers_of(name) : Headers{},
              {.brotli = read_file(path.string() + ".br").value_or(""),
               .gzip = read_file(path.string() + ".gz").value_or("")});
  }
  return files;
}

void StaticFiles::add(const std::string& path, std::string content, Headers headers,
                      StaticFile::Compressed compressed) {
  const auto add_default = [&](std::string_view name, std::string_view value) {
    if (find_header(headers, name).empty()) headers.emplace_back(name, value);
  };
  add_default("Content-Type", media_type(path));
  add_default("X-Content-Type-Options", "nosniff");
  add_default("Cache-Control", has_hash(path) ? "public, max-age=31536000, immutable" : "no-cache");
  files_.insert_or_assign(
      path, StaticFile(std::move(content), std::move(headers), std::move(compressed)));
}

const StaticFile* StaticFiles::find(std::string_view path) const noexcept {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

std::optional<Response> StaticFiles::answer(const Request& request) const {
  const auto* file = find(request.path);
  if (file == nullptr) return std::nullopt;
  return file->answer(request);
}

bool has_hash(std::string_view path) noexcept {
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view base64url =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::size_t size = 8;
  auto stem = path.substr(path.rfind('/') + 1);
  const auto dot = stem.rfind('.');
  if (dot == std::string_view::npos) return false;
  stem = stem.substr(0, dot);
  if (stem.size() >= size + 2 && stem[stem.size() - size - 1] == '-') {
    const auto hash = stem.substr(stem.size() - size);
    const bool is_word = hash.find_first_of(digits) == std::string_view::npos &&
                         hash.find_first_of(capitals) == std::string_view::npos;
    if (all_of(hash, base64url) && !is_word) return true;
  }
  const auto dash = stem.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return false;
  const auto hash = stem.substr(dash + 1);
  return hash.size() >= size && all_of(hash, hexadecimal) &&
         hash.find_first_of(digits) != std::string_view::npos;
}

std::string_view media_type(std::string_view path) noexcept {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return "application/octet-stream";
  for (const auto& type : types) {
    if (ascii_iequal(path.substr(dot), type.ending)) return type.media;
  }
  return "application/octet-stream";
}

}  // namespace gatehouse::http
