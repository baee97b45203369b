// The web pages as they were built (web/dist), held in memory: documents for the addresses that people see, and the
// files that these name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <gatehouse/platform/http/message.hpp>

namespace gatehouse::app {

class Pages {
 public:
  /// Reads the folder `root`; an empty name: there are no pages. Files with ".br" or ".gz" behind their name are taken
  /// as the compressed forms of the files without. Throws std::runtime_error when the folder or one of its documents is
  /// missing.
  explicit Pages(const std::string& root);

  bool empty() const noexcept { return files_.empty(); }

  /// The answer to a request that no route has: a page, a file or 404, with all headers.
  http::Response answer(const http::Request& request) const;

  /// The mailbox page of development mode; 404 when there are no pages.
  http::Response mailbox(const http::Request& request) const;

 private:
  struct File {
    std::string type;
    std::string etag;  ///< of the content, quoted
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> brotli;  ///< null: there is none
    std::shared_ptr<const std::string> gzip;
  };

  const File* find(std::string_view path) const;
  http::Response send(const http::Request& request, const File& file, bool is_document) const;

  std::map<std::string, File, std::less<>> files_;  ///< by path: "/assets/start-3fa9.js"
};

}  // namespace gatehouse::app
