// The baseline of sign-ins: how many passwords a second libsodium itself verifies on all cores.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

int main() {
  constexpr std::chrono::seconds time{5};
  if (sodium_init() < 0) return 1;
  const std::string password = "correct horse battery staple 9";
  char phc[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(phc, password.data(), password.size(), 2, 19456ULL * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return 1;
  }
  std::atomic<long> count{0};
  const auto end = std::chrono::steady_clock::now() + time;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    threads.emplace_back([&] {
      while (std::chrono::steady_clock::now() < end) {
        if (crypto_pwhash_str_verify(phc, password.data(), password.size()) == 0) ++count;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  fmt::print("{:.1f}\n", static_cast<double>(count) / static_cast<double>(time.count()));
}
