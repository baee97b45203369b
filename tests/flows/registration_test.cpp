#include <functional>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

std::string registration_of(const std::string& email, const std::string& secret = password) {
  return R"({"email":")" + email + R"(","password":")" + secret + "\"}";
}

TEST(Registration, MakesAnAccountForWhoReadsTheCode) {
  test::Service service;
  const auto answer = service.sign_up("Rahim@Example.com", password);
  ASSERT_EQ(answer.status, 201);
  EXPECT_EQ(answer.text("/status"), "complete");
  const auto me = service.get("/v1/me", answer.text("/tokens/access_token"));
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.text("/email"), "Rahim@Example.com");
  EXPECT_EQ(service.sign_in("rahim@example.COM", password).status, 200);
}

TEST(Registration, WorksWithAPhone) {
  test::Service service;
  const auto started =
      service.post("/v1/registrations",
                   R"({"phone":"01712345678","password":"correct horse battery staple 9"})");
  ASSERT_EQ(started.status, 202);
  EXPECT_EQ(started.text("/channel"), "sms");
  const auto code = service.message_to("%2B8801712345678").at("code").as_string();
  const auto done = service.post("/v1/registrations/" + started.text("/id") + "/verify",
                                 R"({"code":")" + std::string(code) + "\"}");
  EXPECT_EQ(done.status, 201);
  EXPECT_EQ(service.sign_in("+880 1712-345678", password).status, 200);
}

TEST(Registration, RecordsWhatThePersonAgreedTo) {
  test::Service service;
  const auto started =
      service.post("/v1/registrations",
                   R"({"email":"consent@example.com","password":"correct horse battery staple 9",)"
                   R"("consents":{"marketing":true,"analytics":false}})");
  ASSERT_EQ(started.status, 202);
  const auto code = service.message_to("consent@example.com").at("code").as_string();
  const auto done = service.post("/v1/registrations/" + started.text("/id") + "/verify",
                                 R"({"code":")" + std::string(code) + "\"}");
  ASSERT_EQ(done.status, 201);
  EXPECT_EQ(service.database.value("SELECT string_agg(consent_type || ' ' || consent_given || ' ' "
                                   "|| consent_source, ', ' ORDER BY consent_type) FROM consents"),
            "analytics false registration, marketing true registration");
}

TEST(Registration, AnswersTheSameForAnAddressThatHasAnAccount) {
  test::Service service;
  ASSERT_EQ(service.sign_up("rahim@example.com", password).status, 201);
  service.clock.advance(2h);
  const auto known = service.post("/v1/registrations", registration_of("RAHIM@example.com"));
  const auto unknown = service.post("/v1/registrations", registration_of("karim@example.com"));
  EXPECT_EQ(known.status, 202);
  ASSERT_EQ(known.body.as_object().size(), unknown.body.as_object().size());
  for (const auto& [name, value] : known.body.as_object()) {
    EXPECT_TRUE(unknown.body.as_object().contains(name)) << name;
  }
  const auto mail = service.message_to("RAHIM@example.com");
  EXPECT_FALSE(mail.as_object().contains("code")) << "whoever registers again must not get a code";
}

TEST(Registration, DiesAfterFiveWrongCodes) {
  test::Service service;
  const auto started = service.post("/v1/registrations", registration_of("rahim@example.com"));
  const auto right = std::string(service.message_to("rahim@example.com").at("code").as_string());
  const auto path = "/v1/registrations/" + started.text("/id") + "/verify";
  const std::string wrong = right == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(service.post(path, R"({"code":")" + wrong + "\"}").code(), "code_invalid");
  EXPECT_EQ(service.post(path, R"({"code":")" + right + "\"}").code(), "code_expired");
}

TEST(Registration, ACodeExpiresAndAnotherCanBeSentAfterAWhile) {
  test::Service service;
  const auto started = service.post("/v1/registrations", registration_of("rahim@example.com"));
  const auto path = "/v1/registrations/" + started.text("/id");
  const auto first = std::string(service.message_to("rahim@example.com").at("code").as_string());
  const auto soon = service.post(path + "/resend", "{}");
  EXPECT_EQ(soon.code(), "resend_too_soon");
  EXPECT_FALSE(soon.header("Retry-After").empty());
  service.clock.advance(11min);
  EXPECT_EQ(service.post(path + "/verify", R"({"code":")" + first + "\"}").code(), "code_expired");
  EXPECT_EQ(service.post(path + "/resend", "{}").status, 202);
  const auto second =
      std::string(service.message_to("rahim@example.com", 2).at("code").as_string());
  EXPECT_EQ(service.post(path + "/verify", R"({"code":")" + second + "\"}").status, 201);
  EXPECT_EQ(service.post(path + "/verify", R"({"code":")" + second + "\"}").code(), "code_expired")
      << "a code works once";
}

std::size_t messages_to(const test::Service& service, const std::string& email) {
  while (service.database.value("SELECT count(*) FROM deliveries WHERE status = 'pending'") != "0")
    std::this_thread::sleep_for(10ms);
  return service.get("/dev/outbox?to=" + email).body.at("items").as_array().size();
}

TEST(Registration, AMailboxGetsFewMessagesHoweverManyRegistrationsAskForThem) {
  test::Service service;
  ASSERT_EQ(service.sign_up("owner@example.com", password).status, 201);
  service.clock.advance(25h);  // what was counted is forgotten
  const auto from = [](int i) { return "198.51." + std::to_string(i) + ".7"; };
  std::vector<std::size_t> sent;
  for (const std::string email : {"owner@example.com", "nobody@example.com"}) {
    const auto before = messages_to(service, email);
    std::vector<std::string> ids;
    for (int i = 0; i < 40; ++i) {
      const auto started =
          service.send("POST", "/v1/registrations", registration_of(email), {.from = from(i)});
      ASSERT_EQ(started.status, 202);
      ids.push_back(started.text("/id"));
    }
    EXPECT_EQ(messages_to(service, email) - before, 5U);
    for (int round = 0; round < 4; ++round) {
      service.clock.advance(61s);
      for (int i = 39; i >= 0; --i) {
        const auto path = "/v1/registrations/" + ids[static_cast<std::size_t>(i)] + "/resend";
        const auto again = service.send("POST", path, "{}", {.from = from(i)});
        // The one of this minute that was sent counts as a resend, the others as none.
        EXPECT_EQ(again.status, 202) << email << again.content;
      }
    }
    sent.push_back(messages_to(service, email) - before);
    const auto last = service.send("POST", "/v1/registrations/" + ids[0] + "/resend", "{}");
    EXPECT_GT(last.text("/resend_after"), format_rfc3339(service.clock.now() + 61s))
        << "who waits is told how long";
  }
  EXPECT_EQ(sent[0], 7U) << "five at will, one after a minute, one after two more";
  EXPECT_EQ(sent[0], sent[1]) << "an account makes no difference";
}

TEST(Registration, ACodeStaysGoodWhenAnotherIsNotSent) {
  test::Service service;
  const auto first = service.post("/v1/registrations", registration_of("rahim@example.com"));
  const auto code = std::string(service.message_to("rahim@example.com").at("code").as_string());
  for (int i = 0; i < 4; ++i) {
    const auto more = service.post("/v1/registrations", registration_of("rahim@example.com"));
    ASSERT_EQ(more.status, 202);
  }
  service.clock.advance(61s);
  ASSERT_EQ(service.post("/v1/registrations", registration_of("rahim@example.com")).status, 202);
  ASSERT_EQ(messages_to(service, "rahim@example.com"), 6U);
  const auto path = "/v1/registrations/" + first.text("/id");
  const auto refused = service.post(path + "/resend", "{}");
  EXPECT_EQ(refused.status, 202);
  EXPECT_EQ(refused.text("/expires_at"), first.text("/expires_at"));
  EXPECT_EQ(messages_to(service, "rahim@example.com"), 6U);
  EXPECT_EQ(service.post(path + "/verify", R"({"code":")" + code + "\"}").status, 201);
}

TEST(Registration, TellsEverythingThatIsWrongAtOnce) {
  test::Service service;
  const auto answer = service.post(
      "/v1/registrations", R"({"email":"nobody","locale":"?","password":"short","extra":1})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_GE(answer.body.at("violations").as_array().size(), 3U);
  const auto weak =
      service.post("/v1/registrations", registration_of("a@example.com", "passwordpassword"));
  EXPECT_EQ(weak.code(), "password_too_weak");
  const auto brief = service.post("/v1/registrations", registration_of("a@example.com", "x7#kQ!"));
  EXPECT_EQ(brief.text("/violations/0/rule"), "length");
}

TEST(Registration, TakesAShorterPasswordWhereNewAccountsHaveToHaveASecondFactor) {
  test::Service service;
  const std::string shorter = "x7#kQ!vb";
  const auto begin = [&](const std::string& secret) {
    return service.post("/v1/registrations", registration_of("rahim@example.com", secret));
  };
  const auto check = [&](const std::string& secret, const std::string& more = "") {
    return service.post("/v1/password-checks", R"({"password":")" + secret + "\"" + more + "}");
  };
  const auto refused = begin(shorter);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.text("/violations/0/rule"), "length");
  EXPECT_EQ(check(shorter).text("/verdict"), "unsuitable");
  EXPECT_EQ(check(shorter).body.at("min_length"), 15);

  service.database.execute(
      "UPDATE security_profiles SET mfa_required = true WHERE profile_name = 'default'");
  EXPECT_EQ(begin(shorter).status, 202);
  EXPECT_EQ(check(shorter).text("/verdict"), "good");
  EXPECT_EQ(check(shorter).body.at("min_length"), 8);
  EXPECT_EQ(check(shorter, R"(,"beside_factor":false)").text("/verdict"), "unsuitable")
      << "whoever asks for an account that has none is told so";
  EXPECT_EQ(begin(shorter.substr(1)).text("/violations/0/rule"), "length");
  EXPECT_EQ(check(shorter.substr(1)).text("/verdict"), "unsuitable");
}

// Runs `work(number)` for 0 … count-1, each on a thread of its own.
void all_at_once(int count, const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
}

TEST(Registration, TwoHundredAtOnceMakeOneAccount) {
  config::Settings settings;
  settings.sign_in.hash_queue = 1000;
  test::Service service(settings);
  constexpr int count = 200;
  const auto from = [](int i) { return "198.51." + std::to_string(i) + ".7"; };
  std::vector<std::string> ids(count);
  all_at_once(count, [&](int i) {
    const auto answer = service.send("POST", "/v1/registrations",
                                     registration_of("rahim@example.com"), {.from = from(i)});
    EXPECT_EQ(answer.status, 202) << answer.content;
    if (answer.status == 202) ids[static_cast<std::size_t>(i)] = answer.text("/id");
  });
  ASSERT_EQ(std::set(ids.begin(), ids.end()).size(), static_cast<std::size_t>(count));
  while (service.database.value("SELECT count(*) FROM deliveries WHERE status = 'pending'") !=
         "0") {
    std::this_thread::sleep_for(20ms);
  }
  std::vector<std::string> codes;
  for (const auto& item :
       service.get("/dev/outbox?to=rahim@example.com").body.at("items").as_array()) {
    codes.emplace_back(item.at("code").as_string());
  }
  EXPECT_GE(codes.size(), 2U) << "nothing to race with";
  EXPECT_LE(codes.size(), 5U) << "a mailbox is not flooded";
  std::atomic<int> made{0};
  std::atomic<std::size_t> conflicts{0};
  all_at_once(count, [&](int i) {
    for (const auto& code : codes) {
      const auto path = "/v1/registrations/" + ids[static_cast<std::size_t>(i)] + "/verify";
      const auto answer =
          service.send("POST", path, R"({"code":")" + code + "\"}", {.from = from(i)});
      made += answer.status == 201 ? 1 : 0;
      conflicts += answer.code() == "conflict" ? 1 : 0;
    }
  });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(conflicts, codes.size() - 1) << "the right codes that came later";
  for (const auto* table : {"accounts", "account_identifiers", "passwords", "user_sessions"})
    EXPECT_EQ(service.database.value(std::string("SELECT count(*) FROM ") + table), "1") << table;
}

}  // namespace
}  // namespace gatehouse
