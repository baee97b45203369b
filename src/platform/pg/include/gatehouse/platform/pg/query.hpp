// A statement together with the types of its parameters and of its rows.
//
//   const pg::Query<Device(AccountId)> list_query{sql::devices::list};
//
// The row type is a struct described with Boost.Describe (member names are the column names, in order), a single value,
// or void. Every Query registers itself, so that a test can prepare all of them on a migrated database and compare
// types.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <gatehouse/platform/pg/codec.hpp>
#include <gatehouse/platform/pg/sql.hpp>

namespace gatehouse::pg {

/// What the code expects of a column.
struct Column {
  std::string_view name;  ///< empty: any
  Oid oid = 0;
  bool nullable = false;
};

/// The untyped part of a Query: what a connection prepares and executes.
class Statement {
 public:
  /// `elements`: of a SetQuery, the types of its parameters' elements.
  Statement(Sql sql, std::vector<Oid> parameters, std::vector<Oid> elements,
            std::vector<Column> columns);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  std::string_view name() const noexcept { return sql_.name; }
  const char* text() const noexcept { return sql_.text.data(); }
  std::span<const Oid> parameters() const noexcept { return parameters_; }
  std::span<const Oid> elements() const noexcept { return elements_; }
  bool takes_sets() const noexcept { return !elements_.empty(); }
  std::span<const Column> columns() const noexcept { return columns_; }
  /// Place in the registry: a connection keeps what it has prepared by this number.
  std::size_t index() const noexcept { return index_; }
  const std::string& prepared_name() const noexcept { return prepared_name_; }

 private:
  Sql sql_;
  std::vector<Oid> parameters_;
  std::vector<Oid> elements_;
  std::vector<Column> columns_;
  std::size_t index_;
  std::string prepared_name_;
};

/// Every statement of the program.
std::span<const Statement* const> statements() noexcept;

/// The parameters of one execution, encoded.
struct Parameters {
  struct Place {
    std::uint32_t offset;
    std::int32_t size;  ///< -1: null
  };
  std::string bytes;
  std::vector<Place> places;
};

/// One row of a result as the server sent it, without its first `skipped` columns.
class RawRow {
 public:
  RawRow(const void* result, int row, int skipped)
      : result_(result), row_(row), skipped_(skipped) {}
  /// Empty for null.
  std::optional<std::string_view> column(int index) const noexcept;

 private:
  const void* result_;
  int row_;
  int skipped_;
};

namespace detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>;

template <class T>
T read_column(const RawRow& row, int index) {
  const auto bytes = row.column(index);
  if constexpr (is_nullable<T>) {
    if (!bytes) return std::nullopt;
    return Codec<typename T::value_type>::read(*bytes);
  } else {
    if (!bytes) throw_malformed("null where the code expects a value");
    return Codec<T>::read(*bytes);
  }
}

template <class Row>
Row read_row(const RawRow& row) {
  if constexpr (Described<Row>) {
    Row value{};
    int index = 0;
    boost::mp11::mp_for_each<members_of<Row>>([&](auto member) {
      using Type = std::remove_cvref_t<decltype(value.*member.pointer)>;
      value.*member.pointer = read_column<Type>(row, index++);
    });
    return value;
  } else {
    return read_column<Row>(row, 0);
  }
}

template <class Row>
std::vector<Column> columns_of() {
  std::vector<Column> columns;
  if constexpr (std::is_void_v<Row>) {
    return columns;
  } else if constexpr (Described<Row>) {
    boost::mp11::mp_for_each<members_of<Row>>([&](auto member) {
      using Type = std::remove_cvref_t<decltype(std::declval<Row>().*member.pointer)>;
      columns.push_back({member.name, Codec<Type>::oid, is_nullable<Type>});
    });
  } else {
    columns.push_back({"", Codec<Row>::oid, is_nullable<Row>});
  }
  return columns;
}

template <class T>
void append_parameter(Parameters& out, const T& value) {
  const auto offset = static_cast<std::uint32_t>(out.bytes.size());
  if constexpr (is_nullable<T>) {
    if (!value) {
      out.places.push_back({offset, -1});
      return;
    }
    Codec<typename T::value_type>::append(out.bytes, *value);
  } else {
    Codec<T>::append(out.bytes, value);
  }
  out.places.push_back({offset, static_cast<std::int32_t>(out.bytes.size() - offset)});
}

}  // namespace detail

template <class Signature>
class Query;

template <class Row, class... Params>
class Query<Row(Params...)> {
 public:
  explicit Query(Sql sql)
      : statement_(sql, {Codec<Params>::oid...}, {}, detail::columns_of<Row>()) {}

  const Statement& statement() const noexcept { return statement_; }

  static Parameters encode(const Params&... values) {
    Parameters out;
    out.places.reserve(sizeof...(Params));
    constexpr std::size_t usual_size = 24;  // of a parameter, an id or a short text
    out.bytes.reserve(usual_size * sizeof...(Params));
    (detail::append_parameter<Params>(out, values), ...);
    return out;
  }

 protected:
  Query(Sql sql, std::vector<Oid> parameters, std::vector<Oid> elements,
        std::vector<Column> columns)
      : statement_(sql, std::move(parameters), std::move(elements), std::move(columns)) {}

 private:
  Statement statement_;
};

}  // namespace gatehouse::pg
