#include <gatehouse/platform/crypto/aead.hpp>

#include <openssl/evp.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/random.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t overhead = 1 + nonce_size + tag_size;

using Context = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  GH_ASSERT(fetched != nullptr);
  return fetched;
}

}  // namespace

std::string seal(const Secret& key, std::string_view plain, std::string_view context) {
  GH_ASSERT(key.size() == key_size);
  const auto nonce = random_string(nonce_size);
  std::string out(overhead + plain.size(), '\0');
  out[0] = version;
  out.replace(1, nonce_size, nonce);
  auto* body = bytes(out) + 1 + nonce_size;
  const Context ctx(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool done =
      EVP_EncryptInit_ex2(ctx.get(), cipher(), bytes(key.reveal()), bytes(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(ctx.get(), nullptr, &size, bytes(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(ctx.get(), body, &size, bytes(plain), static_cast<int>(plain.size())) ==
          1 &&
      EVP_EncryptFinal_ex(ctx.get(), body + size, &size) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, body + plain.size()) == 1;
  GH_ASSERT(done);
  return out;
}

std::optional<Secret> open(const Secret& key, std::string_view sealed, std::string_view context) {
  GH_ASSERT(key.size() == key_size);
  if (sealed.size() < overhead || sealed[0] != version) return std::nullopt;
  const ErrorQueueGuard guard;
  const auto nonce = sealed.substr(1, nonce_size);
  const auto body = sealed.substr(1 + nonce_size, sealed.size() - overhead);
  std::string tag(sealed.substr(sealed.size() - tag_size));
  std::string plain(body.size(), '\0');
  const Context ctx(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool valid =
      EVP_DecryptInit_ex2(ctx.get(), cipher(), bytes(key.reveal()), bytes(nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(ctx.get(), nullptr, &size, bytes(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(ctx.get(), bytes(plain), &size, bytes(body),
                        static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(ctx.get(), bytes(plain) + size, &size) == 1;
  Secret result{std::move(plain)};
  if (!valid) return std::nullopt;
  return result;
}

}  // namespace gatehouse::crypto
