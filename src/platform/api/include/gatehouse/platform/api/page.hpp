// Keyset paging: ?limit=&cursor= → {"items":[…],"next_cursor":…}. A cursor is the key of the last
// item seen; it grants nothing, since every list is filtered by its owner as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/platform/api/fields.hpp>

namespace gatehouse::api {

/// The position after an item, in lists ordered by time and id.
struct Cursor {
  Timestamp at{};
  Uuid id{};
  bool operator==(const Cursor&) const = default;
};

/// Opaque base64url, 32 characters, all microseconds kept.
std::string encode_cursor(const Cursor& cursor);
/// Empty for anything that encode_cursor does not write.
std::optional<Cursor> decode_cursor(std::string_view text);

/// The query of a paged list. Derive from it (BOOST_DESCRIBE_STRUCT(X, (api::PageQuery), (…))) to
/// add filters.
struct PageQuery {
  std::optional<std::int32_t> limit;  ///< 1 to 100
  std::optional<Cursor> cursor;

  std::int32_t size() const noexcept { return limit.value_or(20); }
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))
Fields fields_of(std::type_identity<PageQuery>);

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;  ///< absent on the last page
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor), (), ())
};

/// The page of at most `size` of `rows`, which the caller fetched with LIMIT size + 1;
/// `cursor_of(row)` is the Cursor of the last row kept, `item_of(row)` the public form of a row.
template <class T, class Row, class CursorOf, class ItemOf>
Page<T> make_page(std::vector<Row> rows, std::int32_t size, CursorOf cursor_of, ItemOf item_of) {
  Page<T> page;
  const auto kept = std::min(rows.size(), static_cast<std::size_t>(size));
  if (kept < rows.size() && kept > 0) page.next_cursor = encode_cursor(cursor_of(rows[kept - 1]));
  page.items.reserve(kept);
  for (std::size_t i = 0; i < kept; ++i) page.items.push_back(item_of(std::move(rows[i])));
  return page;
}

}  // namespace gatehouse::api
