// Files that are held in memory and sent as they are: pages, scripts, styles, documents.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::http {

/// One file with its compressed forms. Immutable: answers share its bytes.
class StaticFile {
 public:
  /// Compressed forms that were made before; an empty one is made here.
  struct Compressed {
    std::string brotli;
    std::string gzip;
  };

  /// `headers` stand in every answer, with Content-Type and Cache-Control. A compressed form that is not smaller than
  /// `content` is dropped. Throws std::bad_alloc only.
  StaticFile(std::string content, Headers headers, Compressed compressed = {});

  /// 200 in the coding that the client likes best (RFC 9110 section 12.5.3); 304 when the client has it (section
  /// 13.1.2); 405 unless the method is GET or HEAD; 406 when the client refuses every form that there is. Each coding
  /// has its own strong ETag.
  Response answer(const Request& request) const;

 private:
  struct Form {
    std::string_view coding;  ///< of Content-Encoding; empty: as it is
    std::string etag;
    std::shared_ptr<const std::string> content;
  };
  void add_form(std::string_view coding, std::string_view etag, std::string content);

  Headers headers_;
  std::vector<Form> forms_;  ///< the best first, the plain one last
};

/// Files by path ("/assets/start-3wTN6nF-.js"). A request's path is compared byte by byte with the paths of the table:
/// nothing else can be reached, however it is written.
class StaticFiles {
 public:
  /// More headers of the file at a path: a content security policy, say.
  using HeadersOf = std::function<Headers(std::string_view path)>;

  /// The files beneath the folder `root`. Names that begin with a dot are passed over; "x.br" and "x.gz" are the
  /// compressed forms of "x". Throws std::runtime_error (std::filesystem::filesystem_error among them) when a file
  /// cannot be read.
  static StaticFiles read(const std::filesystem::path& root, const HeadersOf& headers_of = {});

  /// Adds or replaces a file. What `headers` do not say is added: Content-Type by the ending of the name,
  /// X-Content-Type-Options, and Cache-Control: forever when the name holds a hash (has_hash), else no-cache.
  void add(const std::string& path, std::string content, Headers headers = {},
           StaticFile::Compressed compressed = {});

  /// The file at a path; null when there is none.
  const StaticFile* find(std::string_view path) const noexcept;

  /// The file that the request's path names; empty when there is none.
  std::optional<Response> answer(const Request& request) const;

 private:
  std::map<std::string, StaticFile, std::less<>> files_;
};

/// True for "name-HASH.ext", where HASH is what bundlers write: eight letters, digits, "-" or "_" with a digit or a
/// capital among them, or at least eight hexadecimal digits with a digit among them. Others may change under their
/// name.
bool has_hash(std::string_view path) noexcept;

/// By the ending of the name, in any case; "application/octet-stream" when it is not known.
std::string_view media_type(std::string_view path) noexcept;

}  // namespace gatehouse::http
