// The web pages as they were built (web/dist), held in memory: documents for the addresses that people see, and the
// files that these name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/platform/http/message.hpp>
#include <gatehouse/platform/http/static_files.hpp>

namespace gatehouse::app {

class Pages {
 public:
  /// Reads the folder `root`; an empty name: there are no pages. Files with ".br" or ".gz" behind their name are taken
  /// as the compressed forms of the files without. Throws std::runtime_error when the folder or one of its documents is
  /// missing.
  explicit Pages(const std::string& root);

  bool empty() const noexcept { return !files_; }

  /// The answer to a request that no route has: a page, a file or 404, with all headers. Who asks for text/html gets a
  /// page with the 404, too.
  http::Response answer(const http::Request& request) const;

  /// The mailbox page of development mode; 404 when there are no pages.
  http::Response mailbox(const http::Request& request) const;

 private:
  http::Response lost(http::Request request) const;
  http::Response send(const http::Request& request, std::string_view path) const;

  std::optional<http::StaticFiles> files_;  ///< empty: there are no pages
};

}  // namespace gatehouse::app
