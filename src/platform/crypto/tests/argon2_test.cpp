#include <gatehouse/platform/crypto/argon2.hpp>

#include <ctime>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/resource.h>

namespace gatehouse::crypto {
namespace {

constexpr Argon2Parameters small{.memory_kib = 64, .iterations = 1};

std::chrono::nanoseconds cpu_time_of_this_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

TEST(Argon2, HashesAreVerifiedWithTheirPasswordOnly) {
  const auto phc = hash_password(Secret{"correct horse"}, {});
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  EXPECT_TRUE(verify_password(phc, Secret{"correct horse"}));
  EXPECT_FALSE(verify_password(phc, Secret{"correct horsf"}));
  EXPECT_FALSE(verify_password(phc, Secret{""}));
  EXPECT_NE(hash_password(Secret{"correct horse"}, {}), phc) << "the salt is random";
}

TEST(Argon2, PasswordsMayHoldAnyByte) {
  const std::string password("a\0b\xff", 4);
  const auto phc = hash_password(Secret{password}, small);
  EXPECT_TRUE(verify_password(phc, Secret{password}));
  EXPECT_FALSE(verify_password(phc, Secret{"a"}));
}

// Vectors of the reference implementation (phc-winner-argon2, src/test.c).
TEST(Argon2, HashesOfTheReferenceImplementationAreVerified) {
  const std::string one_lane =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  const std::string two_lanes =
      "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";
  EXPECT_TRUE(verify_password(one_lane, Secret{"password"}));
  EXPECT_TRUE(verify_password(two_lanes, Secret{"password"}));
  EXPECT_FALSE(verify_password(one_lane, Secret{"passwore"}));
}

TEST(Argon2, ForeignParametersBeyondTheBoundsAreRefusedWithoutHashing) {
  const std::string rest = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  const auto started = cpu_time_of_this_thread();
  for (const auto* parameters :
       {"$argon2id$v=19$m=1048577,t=2,p=1", "$argon2id$v=19$m=65536,t=21,p=1",
        "$argon2id$v=19$m=65536,t=2,p=17", "$argon2id$v=19$m=99999999999,t=2,p=1",
        "$argon2id$v=19$m=-1,t=2,p=1", "$argon2id$v=19$m=65536,t=2"}) {
    EXPECT_FALSE(verify_password(parameters + rest, Secret{"password"})) << parameters;
  }
  EXPECT_LT(cpu_time_of_this_thread() - started, std::chrono::milliseconds{20});
}

TEST(Argon2, OtherTextsAreNoHashes) {
  for (const std::string text :
       {"", "$", "password", "$2b$12$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=64,t=3,p=1$c29tZXNhbHQ$AAAA",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$AAAA", "$argon2id$v=19$m=64,t=1,p=1$$",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$"}) {
    EXPECT_FALSE(verify_password(text, Secret{"password"})) << text;
    EXPECT_TRUE(needs_rehash(text, {})) << text;
  }
  const auto phc = hash_password(Secret{"password"}, small);
  EXPECT_FALSE(verify_password(phc + std::string(300, 'A'), Secret{"password"}));
  EXPECT_FALSE(verify_password(phc.substr(0, phc.size() - 1), Secret{"password"}));
}

TEST(Argon2, TooLongPasswordsAreRefusedBeforeTheyAreHashed) {
  const std::string longest(max_password_bytes, 'x');
  const auto phc = hash_password(Secret{longest}, small);
  EXPECT_TRUE(verify_password(phc, Secret{longest}));
  EXPECT_FALSE(verify_password(phc, Secret{longest + 'x'}));
}

TEST(Argon2, OtherParametersNeedARehash) {
  const auto phc = hash_password(Secret{"password"}, small);
  EXPECT_FALSE(needs_rehash(phc, small));
  EXPECT_TRUE(needs_rehash(phc, {.memory_kib = 65, .iterations = 1}));
  EXPECT_TRUE(needs_rehash(phc, {.memory_kib = 64, .iterations = 2}));
}

TEST(Argon2, NobodyCostsAsMuchAsAnAccount) {
  const Secret password{"correct horse"};
  const auto phc = hash_password(password, {});
  const auto time = [](auto&& operation) {
    auto best = std::chrono::nanoseconds::max();
    for (int i = 0; i < 7; ++i) {
      const auto started = cpu_time_of_this_thread();
      EXPECT_FALSE(operation());
      best = std::min(best, cpu_time_of_this_thread() - started);
    }
    return best;
  };
  const auto somebody = time([&] { return verify_password(phc, Secret{"wrong horse"}); });
  const auto nobody = time([&] { return verify_nobody(Secret{"wrong horse"}, {}); });
  EXPECT_GT(nobody * 3, somebody * 2);
  EXPECT_LT(nobody * 2, somebody * 3);
}

// The sanitizers' own mmap stands before the one that keeps memory.
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
long page_faults_of_this_thread() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}

TEST(Argon2, MemoryIsKeptBetweenTheHashesOfAThread) {
  constexpr long pages_of_a_hash = 19 * 1024 / 4;
  std::thread([] {
    hash_password(Secret{"first"}, {});
    const auto before = page_faults_of_this_thread();
    for (int i = 0; i < 5; ++i) hash_password(Secret{"next"}, {});
    EXPECT_LT(page_faults_of_this_thread() - before, pages_of_a_hash / 10);
  }).join();
}

TEST(Argon2, LibsodiumsOwnCallersGetFreshMemory) {
  hash_password(Secret{"first"}, {});
  const auto before = page_faults_of_this_thread();
  unsigned char key[32];
  const unsigned char salt[crypto_pwhash_SALTBYTES] = {};
  ASSERT_EQ(crypto_pwhash(key, sizeof key, "password", 8, salt, 2, std::size_t{19} * 1024 * 1024,
                          crypto_pwhash_ALG_ARGON2ID13),
            0);
  EXPECT_GT(page_faults_of_this_thread() - before, 0);
}
#endif

TEST(Argon2, ParametersOfEverySizeHashRightInKeptMemory) {
  // Growing and shrinking: what one hash leaves must not reach the next.
  for (const std::uint32_t memory : {64U, 70'000U, 8U, 300'000U, 1024U, 70'000U}) {
    const Argon2Parameters parameters{.memory_kib = memory, .iterations = 1};
    const auto phc = hash_password(Secret{"password"}, parameters);
    EXPECT_FALSE(needs_rehash(phc, parameters));
    EXPECT_TRUE(verify_password(phc, Secret{"password"})) << memory;
    EXPECT_EQ(crypto_pwhash_str_verify(phc.c_str(), "password", 8), 0) << "in fresh memory";
  }
}

TEST(Argon2, ThreadsDoNotShareTheirMemory) {
  const auto phc = hash_password(Secret{"password"}, {});
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) EXPECT_TRUE(verify_password(phc, Secret{"password"}));
    });
  }
}

TEST(Argon2, CalibrationStaysBetweenTheDefaultAndTheTarget) {
  EXPECT_EQ(calibrate(std::chrono::milliseconds{0}), Argon2Parameters{});
  const auto proposal = calibrate(std::chrono::milliseconds{120});
  EXPECT_GE(proposal.memory_kib, Argon2Parameters{}.memory_kib);
  EXPECT_EQ(proposal.iterations, 2U);
}

}  // namespace
}  // namespace gatehouse::crypto
