// Where a value stands in a document, as a chain on the stack; written out only when something is wrong there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::api {

struct Place {
  const Place* parent = nullptr;  ///< null: the whole document
  std::string_view name{};        ///< of a member
  std::optional<std::size_t> index{};
};

/// RFC 6901: "" for the document, "/a~1b/0". Names longer than 64 bytes are cut.
std::string pointer_of(const Place& place);

/// One step of a pointer, with its slash.
std::string pointer_step(std::string_view name);

}  // namespace gatehouse::api
