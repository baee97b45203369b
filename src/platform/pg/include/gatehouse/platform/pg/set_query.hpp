// A SetQuery is asked and answered like a Query, but its SQL takes an array for each parameter, so that what several
// transactions ask at one moment is one execution:
//
//   UPDATE things t SET name = g.name FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS g(id, name, ordinal)
//   WHERE t.id = g.id RETURNING g.ordinal
#pragma once

#include <vector>

#include <gatehouse/platform/pg/query.hpp>

namespace gatehouse::pg {

template <class Signature>
class SetQuery;

/// `Params` are the elements of the arrays. The first column of the SQL's rows, `ordinal` (bigint), says which element
/// they answer, from 1; a statement without rows of its own (Row is void) may leave them out and has then affected one
/// row for each element. What different transactions ask for must not touch the same rows in one execution.
template <class Row, class... Params>
class SetQuery<Row(Params...)> : public Query<Row(Params...)> {
 public:
  explicit SetQuery(Sql sql)
      : Query<Row(Params...)>(sql, {Codec<Params>::array_oid...}, {Codec<Params>::oid...},
                              columns()) {}

 private:
  static std::vector<Column> columns() {
    auto columns = detail::columns_of<Row>();
    if (!columns.empty()) columns.insert(columns.begin(), {"ordinal", oids::int8, false});
    return columns;
  }
};

}  // namespace gatehouse::pg
