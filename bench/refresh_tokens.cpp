// The refresh tokens of sessions that bench/many_accounts.sql made: bench_refresh_tokens DATA_DIR
//
// Reads "ACCOUNT|SESSION" lines (UUIDs) and writes a token for each. The keys are those of the service in DATA_DIR.
#include <gatehouse/services/tokens/refresh_tokens.hpp>

#include <iostream>
#include <string>

#include <fmt/format.h>

#include <gatehouse/app/keys.hpp>
#include <gatehouse/platform/crypto/digest.hpp>

int main(int argc, char** argv) {
  using namespace gatehouse;
  if (argc != 2) {
    fmt::print(stderr, "usage: bench_refresh_tokens DATA_DIR\n");
    return 2;
  }
  config::Settings settings;
  settings.data_dir = argv[1];
  const services::RefreshTokens tokens{app::load_key_ring(settings).derive("refresh tokens")};
  for (std::string line; std::getline(std::cin, line);) {
    const auto bar = line.find('|');
    const auto account = Uuid::parse(line.substr(0, bar));
    const auto session =
        bar == std::string::npos ? std::nullopt : Uuid::parse(line.substr(bar + 1));
    if (!account || !session) {
      fmt::print(stderr, "not ACCOUNT|SESSION: {}\n", line);
      return 1;
    }
    const auto token = tokens.format({.account = {*account},
                                      .session = {*session},
                                      .nonce = Secret{crypto::sha256(account->view())},
                                      .generation = 0});
    fmt::print("{}\n", token.reveal());
  }
}
