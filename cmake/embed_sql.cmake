# Turns sql/*.sql of one module into constants: NAME, FILES, OUT.
set(body "#pragma once\n\n#include <gatehouse/platform/pg/sql.hpp>\n\nnamespace gatehouse::sql::${NAME} {\n")
foreach(file IN LISTS FILES)
  get_filename_component(stem "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND body "inline constexpr gatehouse::pg::Sql ${stem}{\"${NAME}.${stem}\", R\"sql(${text})sql\"};\n")
endforeach()
string(APPEND body "}  // namespace gatehouse::sql::${NAME}\n")
file(WRITE "${OUT}" "${body}")
