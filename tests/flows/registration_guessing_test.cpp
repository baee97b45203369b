// Codes that nobody was sent: somebody who may guess without end, for an address that is not theirs, finds none.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/ids.hpp>
#include <gatehouse/test/service.hpp>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

constexpr auto password = "correct horse battery staple 9";

class RegistrationGuessing : public testing::Test {
 protected:
  static config::Settings settings() {
    config::Settings settings;
    settings.keys.encryption_keys = {"test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="};
    return settings;
  }

  test::Answer start(const std::string& email) {
    return service.send("POST", "/v1/registrations",
                        R"({"email":")" + email + R"(","password":")" + password + "\"}",
                        {.from = fmt::format("198.51.{}.7", ++networks_)});
  }
  test::Answer resend(const std::string& id) const {
    return service.post("/v1/registrations/" + id + "/resend", "{}");
  }
  test::Answer verify(const std::string& id, const std::string& code) const {
    return service.post("/v1/registrations/" + id + "/verify", R"({"code":")" + code + "\"}");
  }
  std::string code_sent_to(const std::string& email, std::size_t at_least = 1) const {
    return std::string(service.message_to(email, at_least).at("code").as_string());
  }

  // HMAC-SHA-256 in parts, so that a million codes take a second. With a key it begins.
  static void add(crypto_auth_hmacsha256_state& state, std::string_view text,
                  const Secret* key = nullptr) {
    const auto bytes = [](std::string_view of) {
      return reinterpret_cast<const unsigned char*>(of.data());
    };
    if (key != nullptr)
      crypto_auth_hmacsha256_init(&state, bytes(key->reveal()), key->reveal().size());
    crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
  }

  // The code that opens the row, found by somebody with all the tries that there are.
  std::optional<std::string> guess(const std::string& id) const {
    const auto registration = RegistrationId::parse(id);
    const auto kept = decode_hex(*service.database.value(
        "SELECT encode(code_mac, 'hex') FROM registrations WHERE id = $1::uuid",
        {registration->uuid.text()}));
    const auto key = app::load_key_ring(settings()).derive("registration codes");
    crypto_auth_hmacsha256_state begun;
    add(begun, registration->text(), &key);
    for (int i = 0; i < 1'000'000; ++i) {
      const auto code = fmt::format("{:06}", i);
      auto state = begun;
      add(state, code);
      std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
      crypto_auth_hmacsha256_final(&state, mac.data());
      if (std::ranges::equal(mac, *kept, {}, {},
                             [](char c) { return static_cast<unsigned char>(c); }))
        return code;
    }
    return std::nullopt;
  }

  test::Service service{settings()};

 private:
  int networks_ = 0;
};

TEST_F(RegistrationGuessing, NoCodeOpensARegistrationWhoseMessageWasNotSent) {
  const std::string email = "victim@example.com";
  const auto sent = start(email).text("/id");
  EXPECT_EQ(guess(sent), code_sent_to(email)) << "where one was sent there is one to be found";
  for (int i = 0; i < 4; ++i) ASSERT_EQ(start(email).status, 202);
  const auto sixth = start(email);
  ASSERT_EQ(sixth.status, 202);
  const auto kept_back = sixth.text("/id");
  EXPECT_EQ(guess(kept_back), std::nullopt) << "the address has got its messages";
  EXPECT_EQ(resend(kept_back).code(), "resend_too_soon") << "as of any other";

  service.clock.advance(61s);
  ASSERT_EQ(resend(kept_back).status, 202);
  const auto code = code_sent_to(email, 6);
  EXPECT_EQ(guess(kept_back), code);
  EXPECT_EQ(verify(kept_back, code).status, 201) << "what is sent later is good";
}

TEST_F(RegistrationGuessing, NoCodeOpensARegistrationOfAnAddressThatHasAnAccount) {
  const std::string email = "owner@example.com";
  ASSERT_EQ(service.sign_up(email, password).status, 201);
  service.clock.advance(25h);
  const auto taken = start(email);
  const auto free = start("nobody@example.com");
  EXPECT_EQ(guess(taken.text("/id")), std::nullopt);
  EXPECT_TRUE(guess(free.text("/id")));
  service.clock.advance(61s);
  ASSERT_EQ(resend(taken.text("/id")).status, 202);
  ASSERT_EQ(resend(free.text("/id")).status, 202);
  EXPECT_EQ(guess(taken.text("/id")), std::nullopt) << "nor a second one";
  EXPECT_TRUE(guess(free.text("/id")));
  for (const auto& answer : {taken, free}) {
    for (int i = 0; i < 5; ++i)
      EXPECT_EQ(verify(answer.text("/id"), "12345" + std::to_string(i)).code(), "code_invalid");
    EXPECT_EQ(verify(answer.text("/id"), "123456").code(), "code_expired");
  }
}

}  // namespace
}  // namespace gatehouse
