// Ownership and byte views for OpenSSL's C interface, for the modules of platform that use it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace gatehouse::crypto {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

inline unsigned char* bytes(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline const unsigned char* bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Failures that are answers (a wrong signature) leave nothing in the thread's error queue, where the next user of TLS
/// on this thread would take them for its own.
struct ErrorQueueGuard {
  ErrorQueueGuard() = default;
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
  ~ErrorQueueGuard() { ERR_clear_error(); }
};

/// Fetched once: OpenSSL 3 looks an unfetched digest up by name, under a lock, at every use.
const EVP_MD* sha256_digest() noexcept;

}  // namespace gatehouse::crypto
