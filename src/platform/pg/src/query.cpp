#include <gatehouse/platform/pg/query.hpp>

namespace gatehouse::pg {
namespace {

// Filled while the program starts, before any thread, and never after.
std::vector<const Statement*>& registry() {
  static std::vector<const Statement*> all;
  return all;
}

}  // namespace

Statement::Statement(Sql sql, std::vector<Oid> parameters, std::vector<Oid> elements,
                     std::vector<Column> columns)
    : sql_(sql),
      parameters_(std::move(parameters)),
      elements_(std::move(elements)),
      columns_(std::move(columns)),
      index_(registry().size()),
      prepared_name_(sql.name) {
  registry().push_back(this);
}

std::span<const Statement* const> statements() noexcept { return registry(); }

}  // namespace gatehouse::pg
