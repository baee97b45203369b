// A statement of an .sql file, as the build embeds it.
#pragma once

#include <string_view>

namespace gatehouse::pg {

struct Sql {
  std::string_view name;  ///< module.file: the name of its metric and trace
  std::string_view text;
};

}  // namespace gatehouse::pg
