#include <gatehouse/platform/crypto/content_encryption.hpp>

#include <openssl/evp.h>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::crypto {
namespace {

constexpr std::size_t record_size = 4096;
constexpr std::size_t tag_size = 16;
constexpr char last_record = '\x02';

// The infos end with a zero byte, which belongs to them (sections 2.2 and 2.3).
constexpr std::string_view key_info{"Content-Encoding: aes128gcm\0", 28};
constexpr std::string_view nonce_info{"Content-Encoding: nonce\0", 24};

const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  GH_ASSERT(fetched != nullptr);
  return fetched;
}

std::string seal_record(const Secret& key, const Secret& nonce, std::string_view record) {
  std::string out(record.size() + tag_size, '\0');
  const Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
  int size = 0;
  const bool done = EVP_EncryptInit_ex2(context.get(), cipher(), bytes(key.reveal()),
                                        bytes(nonce.reveal()), nullptr) == 1 &&
                    EVP_EncryptUpdate(context.get(), bytes(out), &size, bytes(record),
                                      static_cast<int>(record.size())) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), bytes(out) + size, &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size,
                                        bytes(out) + record.size()) == 1;
  GH_ASSERT(done);
  return out;
}

}  // namespace

std::string encrypt_content(const Secret& key, std::string_view salt, std::string_view key_id,
                            std::string_view plain) {
  GH_ASSERT(salt.size() == content_salt_size && key_id.size() <= 255 &&
            plain.size() < record_size - tag_size);
  // One record, so its sequence number is zero and the nonce is used as it is derived.
  const auto content_key = hkdf_sha256(key, salt, key_info, 16);
  const auto nonce = hkdf_sha256(key, salt, nonce_info, 12);
  std::string out(salt);
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(record_size >> shift));
  out += static_cast<char>(static_cast<unsigned char>(key_id.size()));
  out += key_id;
  return out + seal_record(content_key, nonce, std::string(plain) + last_record);
}

}  // namespace gatehouse::crypto
