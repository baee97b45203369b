#include <gatehouse/services/one_time_codes/totp.hpp>

#include <cstdio>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>

namespace gatehouse::services {
namespace {

using namespace std::chrono_literals;

const Secret rfc_secret{"12345678901234567890"};

// The secret of RFC 6238 appendix B, repeated to the length of the hash.
Secret rfc_secret_for(TotpAlgorithm algorithm) {
  std::string text;
  while (text.size() < make_totp_secret(algorithm).size()) text += "1234567890";
  return Secret{text.substr(0, make_totp_secret(algorithm).size())};
}

TEST(TotpCode, GivesTheVectorsOfRfc4226) {
  const std::vector<std::string> codes{"755224", "287082", "359152", "969429", "338314",
                                       "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t counter = 0; counter < codes.size(); ++counter) {
    EXPECT_EQ(totp_code(rfc_secret, {}, static_cast<std::int64_t>(counter)).reveal(),
              codes[counter]);
  }
}

TEST(TotpCode, GivesTheVectorsOfRfc6238) {
  struct Vector {
    std::int64_t time;
    std::string sha1, sha256, sha512;
  };
  for (const auto& [time, sha1, sha256, sha512] :
       {Vector{59, "94287082", "46119246", "90693936"},
        Vector{1111111109, "07081804", "68084774", "25091201"},
        Vector{1111111111, "14050471", "67062674", "99943326"},
        Vector{1234567890, "89005924", "91819424", "93441116"},
        Vector{2000000000, "69279037", "90698825", "38618901"},
        Vector{20000000000, "65353130", "77737706", "47863826"}}) {
    const auto code = [time](TotpAlgorithm algorithm) {
      const TotpParameters parameters{.algorithm = algorithm, .digits = 8};
      return totp_code(rfc_secret_for(algorithm), parameters,
                       totp_step(parameters, from_unix_seconds(time)))
          .reveal();
    };
    EXPECT_EQ(code(TotpAlgorithm::sha1), sha1);
    EXPECT_EQ(code(TotpAlgorithm::sha256), sha256);
    EXPECT_EQ(code(TotpAlgorithm::sha512), sha512);
  }
}

// What the program oathtool prints.
std::string oathtool(const Secret& secret, const TotpParameters& parameters, std::int64_t time) {
  constexpr std::array<const char*, 3> names{"sha1", "sha256", "sha512"};
  const auto command =
      fmt::format("oathtool --totp={} --digits={} --time-step-size={}s --now=@{} {} 2>&1",
                  names.at(static_cast<std::size_t>(parameters.algorithm)), parameters.digits,
                  parameters.period.count(), time, encode_hex(secret.reveal()));
  auto* pipe = ::popen(command.c_str(), "r");
  std::array<char, 256> buffer{};
  const std::string output(buffer.data(), std::fread(buffer.data(), 1, buffer.size(), pipe));
  ::pclose(pipe);
  return output.substr(0, output.find('\n'));
}

TEST(TotpCode, AgreesWithOathtool) {
  for (int i = 0; i < 200; ++i) {
    const TotpParameters parameters{.algorithm = static_cast<TotpAlgorithm>(random_below(3)),
                                    .digits = 6 + static_cast<int>(random_below(3)),
                                    .period = std::chrono::seconds{15 + random_below(106)}};
    const Secret secret{random_string(min_totp_secret_bytes + random_below(119))};
    const std::int64_t time = random_below(4'000'000'000);
    const auto expected = oathtool(secret, parameters, time);
    ASSERT_EQ(expected.size(), static_cast<std::size_t>(parameters.digits)) << expected;
    EXPECT_EQ(totp_code(secret, parameters, time / parameters.period.count()).reveal(), expected);
    EXPECT_TRUE(verify_totp(secret, parameters, Secret{expected}, from_unix_seconds(time), 0, {}));
  }
}

class VerifyTotpTest : public testing::Test {
 protected:
  static constexpr std::int64_t step_ = 60'000'000;

  Secret code_at(std::int64_t offset) const { return totp_code(secret_, {}, step_ + offset); }
  // The matched step as an offset from the present one.
  std::optional<std::int64_t> verify(const Secret& code, int drift = 0,
                                     std::optional<std::int64_t> last = {}) const {
    const auto matched = verify_totp(secret_, {}, code, now_, drift, last);
    return matched ? std::optional(*matched - step_) : std::nullopt;
  }
  // Offsets of all steps whose codes are accepted.
  std::vector<std::int64_t> window(int drift, std::optional<std::int64_t> last = {}) const {
    std::vector<std::int64_t> accepted;
    for (std::int64_t offset = -8; offset <= 8; ++offset) {
      if (verify(code_at(offset), drift, last) == offset) accepted.push_back(offset);
    }
    return accepted;
  }

  using Steps = std::vector<std::int64_t>;

  Secret secret_{rfc_secret};  // a fixed one: no two of its codes near step_ are the same
  Timestamp now_ = from_unix_seconds(step_ * 30 + 29);
};

TEST_F(VerifyTotpTest, AcceptsTheStepOfTheTimeAndItsNeighbours) {
  EXPECT_EQ(window(0), (Steps{-1, 0, 1}));
  now_ = from_unix_seconds(step_ * 30);
  EXPECT_EQ(window(0), (Steps{-1, 0, 1}));
  now_ -= 1us;
  EXPECT_EQ(window(0), (Steps{-2, -1, 0}));
}

TEST_F(VerifyTotpTest, TheWindowMovesWithTheDriftThatIsRemembered) {
  EXPECT_EQ(window(1), (Steps{0, 1, 2}));
  EXPECT_EQ(window(-1), (Steps{-2, -1, 0}));
}

TEST_F(VerifyTotpTest, NoStoredDriftMovesTheWindowAwayFromTheRightTime) {
  EXPECT_EQ(window(2), (Steps{0, 1, 2}));
  EXPECT_EQ(window(std::numeric_limits<int>::max()), (Steps{0, 1, 2}));
  EXPECT_EQ(window(std::numeric_limits<int>::min()), (Steps{-2, -1, 0}));
}

TEST_F(VerifyTotpTest, ACodeWorksOnce) {
  const auto used = verify(code_at(0));
  ASSERT_EQ(used, 0);
  EXPECT_EQ(verify(code_at(0), 0, step_ + *used), std::nullopt);
  EXPECT_EQ(verify(code_at(-1), 0, step_ + *used), std::nullopt) << "nor does an older one";
  EXPECT_EQ(verify(code_at(1), 0, step_ + *used), 1);
  EXPECT_EQ(window(0, step_ - 1), (Steps{0, 1}));
  EXPECT_EQ(window(0, step_ + 1), Steps{});
  EXPECT_EQ(window(0, std::numeric_limits<std::int64_t>::max()), Steps{});
}

TEST_F(VerifyTotpTest, OfTwoStepsWithTheSameCodeTheLaterIsMatched) {
  // The first two neighbours of this secret that have the same code.
  constexpr std::int64_t step = 910'737;
  const Secret code{"911617"};
  ASSERT_EQ(totp_code(secret_, {}, step).reveal(), code.reveal());
  ASSERT_EQ(totp_code(secret_, {}, step + 1).reveal(), code.reveal());
  const auto now = from_unix_seconds(step * 30);
  EXPECT_EQ(verify_totp(secret_, {}, code, now, 0, {}), step + 1);
  EXPECT_EQ(verify_totp(secret_, {}, code, now, 0, step + 1), std::nullopt);
}

// docs/security/guessing.md counts with it.
TEST_F(VerifyTotpTest, OfAMillionCodesThreeAreRight) {
  int accepted = 0;
  for (int code = 0; code < 1'000'000; ++code)
    accepted += verify(Secret{fmt::format("{:06}", code)}) ? 1 : 0;
  EXPECT_EQ(accepted, 3);
}

TEST_F(VerifyTotpTest, CodesOfAnotherSecretAreRefused) {
  EXPECT_FALSE(verify_totp(Secret{"12345678901234567891"}, {}, code_at(0), now_, 0, {}));
}

TEST_F(VerifyTotpTest, TypedFormsAreRead) {
  const auto code = code_at(0).reveal();
  EXPECT_EQ(verify(Secret{code.substr(0, 3) + " " + code.substr(3)}), 0);
  std::string bangla;
  for (const char digit : code) bangla += "\xe0\xa7" + std::string(1, digit - '0' + '\xa6');
  EXPECT_EQ(verify(Secret{bangla}), 0);
}

TEST_F(VerifyTotpTest, CodesOfOtherLengthsAreRefused) {
  const auto code = code_at(0).reveal();
  for (const auto& typed : {std::string(), code.substr(1), code + "0", "0" + code, code + code,
                            code + std::string(1, '\0')})
    EXPECT_FALSE(verify(Secret{typed})) << typed;
  // The last six of eight digits are the six digits of the same step: not enough for a factor of eight.
  const TotpParameters eight{.digits = 8};
  EXPECT_FALSE(verify_totp(secret_, eight, Secret{code}, now_, 0, {}));
  EXPECT_FALSE(verify_totp(secret_, eight, Secret{"00" + code}, now_, 0, {}));
}

TEST_F(VerifyTotpTest, AnotherAlgorithmOrPeriodGivesOtherCodes) {
  for (const TotpParameters& other :
       {TotpParameters{.algorithm = TotpAlgorithm::sha256},
        TotpParameters{.algorithm = TotpAlgorithm::sha512}, TotpParameters{.period = 60s}})
    EXPECT_FALSE(verify_totp(secret_, other, code_at(0), now_, 0, {}));
}

TEST_F(VerifyTotpTest, TheFirstStepsOfTimeHaveNoEarlierNeighbours) {
  EXPECT_EQ(verify_totp(secret_, {}, Secret{"755224"}, Timestamp{}, 0, {}), 0);
  EXPECT_EQ(verify_totp(secret_, {}, Secret{"755224"}, Timestamp{}, -1, {}), 0);
}

TEST_F(VerifyTotpTest, TheDriftIsTheDistanceOfTheMatchedStep) {
  EXPECT_EQ(totp_drift({}, step_, now_), 0);
  EXPECT_EQ(totp_drift({}, step_ - 1, now_), -1);
  EXPECT_EQ(totp_drift({}, step_ + 1, now_), 1);
  EXPECT_EQ(totp_drift({}, step_ + 2, now_), 1);
  EXPECT_EQ(totp_drift({}, step_ - 3, now_), -1);
}

TEST_F(VerifyTotpTest, AClockThatRunsAwayIsNotFollowedForEver) {
  // An app whose clock loses a step with each sign-in; the third is refused.
  int drift = 0;
  std::vector<bool> accepted;
  for (int sign_in = 1; sign_in <= 5; ++sign_in) {
    const auto now = now_ + sign_in * 3600s;
    const auto code = totp_code(secret_, {}, totp_step({}, now) - sign_in);
    const auto matched = verify_totp(secret_, {}, code, now, drift, {});
    accepted.push_back(matched.has_value());
    if (matched) drift = totp_drift({}, *matched, now);
  }
  EXPECT_EQ(accepted, (std::vector<bool>{true, true, false, false, false}));
}

TEST(TotpParameters, HaveBounds) {
  EXPECT_TRUE(is_valid({}));
  for (const int digits : {6, 7, 8}) EXPECT_TRUE(is_valid({.digits = digits}));
  for (const int digits : {-6, 0, 5, 9}) EXPECT_FALSE(is_valid({.digits = digits}));
  for (const auto period : {15s, 120s}) EXPECT_TRUE(is_valid({.period = period}));
  for (const auto period : {-30s, 0s, 14s, 121s}) EXPECT_FALSE(is_valid({.period = period}));
}

TEST(TotpSecret, IsAsLongAsTheHash) {
  EXPECT_EQ(make_totp_secret(TotpAlgorithm::sha1).size(), 20U);
  EXPECT_EQ(make_totp_secret(TotpAlgorithm::sha256).size(), 32U);
  EXPECT_EQ(make_totp_secret(TotpAlgorithm::sha512).size(), 64U);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(seen.insert(make_totp_secret(TotpAlgorithm::sha1).reveal()).second);
}

std::string parsed(const std::string& text) {
  const auto secret = parse_totp_secret(Secret{text});
  return secret ? secret->reveal() : "refused";
}

TEST(TotpSecret, IsWrittenInBase32) {
  EXPECT_EQ(format_totp_secret(rfc_secret).reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(format_totp_secret(Secret{"foobarfoobarfoob"}).reveal(), "MZXW6YTBOJTG633CMFZGM33PMI");
}

TEST(TotpSecret, IsReadBackInEveryLength) {
  for (std::size_t size = min_totp_secret_bytes; size <= max_totp_secret_bytes; ++size) {
    const auto bytes = random_string(size);
    auto text = format_totp_secret(Secret{bytes}).reveal();
    EXPECT_EQ(parsed(text), bytes);
    while (text.size() % 8 != 0) text += '=';
    EXPECT_EQ(parsed(text), bytes) << "with padding";
  }
}

TEST(TotpSecret, MayBeTypedWithSpacesAndInLowerCase) {
  EXPECT_EQ(parsed("gezd gnbv gy3t qojq gezd gnbv gy3t qojq"), rfc_secret.reveal());
  EXPECT_EQ(parsed(" GEZDGNBVGY3TQOJQ  gezdgnbvgy3tqojq "), rfc_secret.reveal());
  EXPECT_EQ(parsed("mzxw 6ytb ojtg 633c mfzg m33p mi == ===="), "foobarfoobarfoob");
}

TEST(TotpSecret, ThatIsMistypedIsRefused) {
  for (const char* text : {"",
                           "=",
                           "========",
                           "GEZDGNBVGY3TQOJ",
                           "GEZDGNBVGY3TQOJQG",
                           "GEZDGNBVGY3TQOJQGEZ",
                           "GEZDGNBVGY3TQOJQGEZDGN",
                           "GEZDGNBVGY3TQOJQA",
                           "GEZDGNBVGY3TQOJQAAA",
                           "GEZDGNBVGY3TQOJQAAAAAA",
                           "GEZDGNBVGY3TQOJ1",
                           "GEZDGNBVGY3TQOJ0",
                           "GEZDGNBVGY3TQOJ8",
                           "GEZD-GNBV-GY3T-QOJQ",
                           "GEZDGNBVGY3TQOJQ\n",
                           "GEZDGNBVGY3TQOJ\xc3\x84",
                           "MZXW6YTBOJTG633CMFZGM33PMJ",
                           "MZXW6YTBOJTG633CMFZGM33PMI=",
                           "MZXW6YTBOJTG633CMFZGM33PMI=====",
                           "MZXW6YTBOJTG633CMFZGM33PMI=====A",
                           "GEZDGNBVGY3TQOJQ========",
                           "GEZDGNBVGY3TQO==GEZDGNBVGY3TQO=="})
    EXPECT_EQ(parsed(text), "refused") << text;
}

TEST(TotpSecret, ThatIsTooShortOrTooLongIsRefused) {
  const auto text_of = [](std::size_t size) {
    return format_totp_secret(Secret{std::string(size, 's')}).reveal();
  };
  EXPECT_EQ(parsed(text_of(min_totp_secret_bytes - 1)), "refused");
  EXPECT_EQ(parsed(text_of(max_totp_secret_bytes + 1)), "refused");
  EXPECT_EQ(parsed(std::string(1'000'000, 'A')), "refused");
}

}  // namespace
}  // namespace gatehouse::services
