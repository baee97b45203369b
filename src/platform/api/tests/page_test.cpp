#include <gatehouse/platform/api/page.hpp>

#include <gtest/gtest.h>

namespace gatehouse::api {
namespace {

TEST(Cursors, KeepEveryMicrosecond) {
  const SystemClock clock;
  const Cursor cursor{.at = clock.now(), .id = Uuid::make(clock.now())};
  const auto text = encode_cursor(cursor);
  EXPECT_EQ(text.size(), 32U);
  EXPECT_EQ(decode_cursor(text), cursor);
}

TEST(Cursors, ThatNobodyGaveAreRefused) {
  const auto text = encode_cursor({});
  for (const auto& bad : {std::string{}, text.substr(1), text + "A", text + "=",
                          std::string(32, '_'), std::string(32, ' ')}) {
    EXPECT_FALSE(decode_cursor(bad)) << bad;
  }
}

TEST(Pages, HaveACursorOnlyWhenMoreFollows) {
  const auto cursor_of = [](int row) {
    return Cursor{.at = Timestamp{std::chrono::microseconds{row}}};
  };
  const auto same = [](int row) { return row; };
  auto page = make_page<int>(std::vector{1, 2, 3}, 2, cursor_of, same);
  EXPECT_EQ(page.items, (std::vector{1, 2}));
  EXPECT_EQ(decode_cursor(*page.next_cursor)->at, cursor_of(2).at);
  page = make_page<int>(std::vector{1, 2}, 2, cursor_of, same);
  EXPECT_FALSE(page.next_cursor);
  page = make_page<int>(std::vector<int>{}, 2, cursor_of, same);
  EXPECT_TRUE(page.items.empty());
}

}  // namespace
}  // namespace gatehouse::api
