#include <gatehouse/platform/mail/templates.hpp>

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::mail {
namespace {

boost::json::object values() {
  return {{"code", "012345"},
          {"minutes", 10},
          {"host", "id.example"},
          {"device", "Rina's <b>phone</b> & more"},
          {"address", "203.0.113.7"},
          {"time", "2026-01-31T20:05:00.000Z"},
          {"time_zone", "Asia/Dhaka"},
          {"factor", "Rina's key"},
          {"remaining", 3},
          {"unused", true}};
}

class EveryMessage : public testing::TestWithParam<const char*> {};

TEST_P(EveryMessage, SaysEverythingInOneLanguage) {
  ASSERT_EQ(message_names().size(), 14U);
  for (const auto& name : message_names()) {
    const auto mail = render(name, GetParam(), values(), "Gate <house>");
    for (const auto& text :
         {mail.subject, mail.text, mail.html, render_sms(name, GetParam(), values(), "G")}) {
      EXPECT_FALSE(text.empty()) << name;
      EXPECT_TRUE(is_utf8(text)) << name;
      EXPECT_EQ(text.find("{{"), std::string::npos) << name << text;
    }
    EXPECT_EQ(mail.subject.find('\n'), std::string::npos) << name;
    EXPECT_NE(mail.html.find("lang=\"" + std::string{GetParam()} + "\""), std::string::npos);
    EXPECT_EQ(mail.html.find("<b>"), std::string::npos) << name;
    EXPECT_EQ(mail.html.find("<house>"), std::string::npos) << name;
    EXPECT_EQ(mail.html.find("http"), std::string::npos) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, EveryMessage, testing::Values("en", "bn"));

TEST(Templates, AValueIsEscapedOnceInHtmlAndNotInText) {
  const auto mail = render("new_device", "en", values(), "Gatehouse");
  EXPECT_NE(mail.html.find("&lt;b&gt;phone&lt;/b&gt; &amp; more"), std::string::npos) << mail.html;
  EXPECT_NE(mail.text.find("Rina's <b>phone</b> & more"), std::string::npos) << mail.text;
}

TEST(Templates, TheCodeIsShownAsItIsTyped) {
  for (const auto* locale : {"en", "bn"}) {
    const auto mail = render("registration_code", locale, values(), "Gatehouse");
    EXPECT_NE(mail.html.find("<p class=\"code\">012345</p>"), std::string::npos) << mail.html;
    EXPECT_NE(mail.text.find("    012345\n"), std::string::npos) << mail.text;
    EXPECT_TRUE(
        render_sms("registration_code", locale, values(), "G").ends_with("\n@id.example #012345"));
  }
}

TEST(Templates, TimesAreInThePersonsZoneAndLanguage) {
  EXPECT_NE(render("password_changed", "en-US", values(), "G").text.find("February 1, 2026"),
            std::string::npos);
  EXPECT_NE(render("password_changed", "en-GB", values(), "G").text.find("1 February 2026"),
            std::string::npos);
  const auto bangla = render("password_changed", "bn-BD", values(), "G").text;
  EXPECT_NE(bangla.find("১ ফেব্রুয়ারী"), std::string::npos) << bangla;
  EXPECT_NE(bangla.find("২০২৬"), std::string::npos) << bangla;
  EXPECT_NE(render("registration_code", "bn", values(), "G").text.find("১০ মিনিট"),
            std::string::npos);
  auto nowhere = values();
  nowhere["time_zone"] = "Mars/Olympus";
  EXPECT_NE(render("password_changed", "en-US", nowhere, "G").text.find("January 31, 2026"),
            std::string::npos);
}

TEST(Templates, AnUnknownLocaleFallsBackToItsLanguageThenToEnglish) {
  const auto english = render("new_device", "en", values(), "G").subject;
  EXPECT_EQ(render("new_device", "fr-FR", values(), "G").subject, english);
  EXPECT_EQ(render("new_device", "", values(), "G").subject, english);
  EXPECT_EQ(render("new_device", "../../x", values(), "G").subject, english);
  EXPECT_EQ(render("new_device", "bn_IN", values(), "G").subject,
            render("new_device", "bn", values(), "G").subject);
}

TEST(Templates, ValuesCannotBreakLinesOrAddSyntax) {
  auto hostile = values();
  hostile["device"] = "x\r\nBcc: all@example.org\n\n# 999999 {{code}}";
  const auto mail = render("new_device", "en", hostile, "Gate\r\nhouse");
  EXPECT_EQ(mail.subject, "New sign-in to your Gate  house account");
  EXPECT_NE(mail.text.find("- Device: x  Bcc: all@example.org  # 999999 {{code}}\n"),
            std::string::npos)
      << mail.text;
  EXPECT_EQ(mail.html.find("class=\"code\""), std::string::npos);
}

TEST(Templates, AnUnknownMessageOrAMissingValueIsRefused) {
  EXPECT_THROW(render("nothing", "en", values(), "G"), std::invalid_argument);
  EXPECT_THROW(render("../layout", "en", values(), "G"), std::invalid_argument);
  EXPECT_THROW(render("registration_code", "en", {{"code", "1"}}, "G"), std::invalid_argument);
}

}  // namespace
}  // namespace gatehouse::mail
