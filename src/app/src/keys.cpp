#include <gatehouse/app/keys.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <unistd.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::app {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t key_size = 32;

crypto::KeyEncryptionKey parse_key(std::string_view text) {
  const auto colon = text.find(':');
  const auto bytes =
      colon == std::string_view::npos ? std::nullopt : decode_base64(text.substr(colon + 1));
  if (!bytes || bytes->size() != key_size || colon == 0) {
    throw std::runtime_error(
        "a key-encryption key is written id:base64, of 32 bytes (openssl rand -base64 32)");
  }
  return {std::string(text.substr(0, colon)), Secret{*bytes}};
}

std::vector<crypto::KeyEncryptionKey> read_keys(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("the key file " + path.string() + " cannot be read");
  std::vector<crypto::KeyEncryptionKey> keys;
  for (std::string line; std::getline(file, line);) {
    if (!trim(line).empty()) keys.push_back(parse_key(trim(line)));
  }
  return keys;
}

fs::path ensure_development_key(const config::Settings& settings) {
  const auto path = fs::path(settings.data_dir) / "development-key";
  if (fs::exists(path)) return path;
  fs::create_directories(settings.data_dir);
  const auto line = "development:" + encode_base64(random_string(key_size)) + "\n";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (file >= 0) ::close(file);
  if (!written)
    throw std::runtime_error("the development key " + path.string() + " cannot be written");
  return path;
}

}  // namespace

crypto::KeyRing load_key_ring(const config::Settings& settings) {
  std::vector<crypto::KeyEncryptionKey> keys;
  for (const auto& text : settings.keys.encryption_keys) keys.push_back(parse_key(text));
  if (!settings.keys.encryption_key_file.empty()) {
    for (auto& key : read_keys(settings.keys.encryption_key_file)) keys.push_back(std::move(key));
  }
  if (keys.empty() && settings.mode == config::Mode::development) {
    keys = read_keys(ensure_development_key(settings));
  }
  if (keys.empty()) throw std::runtime_error("there is no key-encryption key");
  return crypto::KeyRing(std::move(keys));
}

}  // namespace gatehouse::app
