#include <gatehouse/platform/api/cookies.hpp>

#include <gtest/gtest.h>

namespace gatehouse::api {
namespace {

TEST(Cookies, AreFoundByTheirWholeName) {
  EXPECT_EQ(find_cookie("a=1; __Host-x=abc; b=2", "__Host-x"), "abc");
  EXPECT_EQ(find_cookie("__Host-x=", "__Host-x"), "");
  EXPECT_EQ(find_cookie("__Host-xy=abc", "__Host-x"), std::nullopt);
  EXPECT_EQ(find_cookie("__host-x=abc", "__Host-x"), std::nullopt);
  EXPECT_EQ(find_cookie("__Host-x", "__Host-x"), std::nullopt);
  EXPECT_EQ(find_cookie("", "__Host-x"), std::nullopt);
  EXPECT_EQ(find_cookie(";;; ;", "__Host-x"), std::nullopt);
}

TEST(Cookies, ThatWerePlantedASecondTimeAreNotTrusted) {
  EXPECT_EQ(find_cookie("s=good; s=evil", "s"), std::nullopt);
  EXPECT_EQ(find_cookie("s=good;s=good", "s"), std::nullopt);
}

TEST(Cookies, WithForbiddenBytesAreRefused) {
  for (const auto* header : {"s=a b", "s=\"a\"", "s=a,b", "s=a\\b", "s=\x7f", "s=\xc3\xa9"}) {
    EXPECT_EQ(find_cookie(header, "s"), std::nullopt) << header;
  }
  EXPECT_EQ(find_cookie("other=\"a b\"; s=ok", "s"), "ok") << "another cookie may hold anything";
}

TEST(Cookies, AreWrittenAsTheHostPrefixDemands) {
  EXPECT_EQ(format_host_cookie("__Host-x", "abc"),
            "__Host-x=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(
      format_host_cookie(
          "__Host-x", "",
          {.max_age = std::chrono::seconds{0}, .http_only = false, .same_site = SameSite::strict}),
      "__Host-x=; Path=/; Secure; SameSite=Strict; Max-Age=0");
  EXPECT_DEATH(format_host_cookie("x", "abc"), "__Host-");
  EXPECT_DEATH(format_host_cookie("__Host-x", "a;b"), "is_cookie_value");
}

}  // namespace
}  // namespace gatehouse::api
