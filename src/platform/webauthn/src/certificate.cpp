#include <gatehouse/platform/webauthn/certificate.hpp>

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/platform/crypto/digest.hpp>
#include <gatehouse/platform/crypto/openssl.hpp>

namespace gatehouse::webauthn {
namespace {

using crypto::bytes;
using crypto::Handle;

constexpr std::size_t max_certificate_bytes = 16 * 1024;
constexpr int bits_112 = 2;  // OpenSSL's name for that strength

// A stack that refers to certificates owned elsewhere.
using CertificateStack =
    Handle<STACK_OF(X509), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }>;

CertificateStack to_stack(std::span<const Certificate> certificates) {
  CertificateStack stack(sk_X509_new_null());
  for (const auto& one : certificates) sk_X509_push(stack.get(), one.get());
  return stack;
}

}  // namespace

std::optional<Certificate> Certificate::from_der(std::string_view der) {
  if (der.size() > max_certificate_bytes) return std::nullopt;
  const crypto::ErrorQueueGuard guard;
  const auto* at = bytes(der);
  const auto* const end = at + der.size();
  std::shared_ptr<X509> x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
  if (!x509 || at != end) return std::nullopt;
  return Certificate{std::move(x509)};
}

std::string Certificate::der() const {
  std::string out(static_cast<std::size_t>(i2d_X509(get(), nullptr)), '\0');
  auto* at = bytes(out);
  i2d_X509(get(), &at);
  return out;
}

std::string Certificate::key_identifier() const {
  const auto* key = X509_get0_pubkey_bitstr(get());
  return encode_hex(crypto::sha1({reinterpret_cast<const char*>(ASN1_STRING_get0_data(key)),
                                  static_cast<std::size_t>(ASN1_STRING_length(key))}));
}

std::vector<Certificate> read_pem_certificates(std::string_view pem) {
  const crypto::ErrorQueueGuard guard;
  const Handle<BIO, BIO_free_all> input(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<Certificate> certificates;
  while (const Handle<X509, X509_free> x509{
      PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr)}) {
    unsigned char* out = nullptr;
    const int size = i2d_X509(x509.get(), &out);
    const Handle<unsigned char, [](void* memory) { OPENSSL_free(memory); }> owned(out);
    auto one = size > 0 ? Certificate::from_der(
                              {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)})
                        : std::nullopt;
    if (!one) return {};
    certificates.push_back(std::move(*one));
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  return at_end ? certificates : std::vector<Certificate>{};
}

bool leads_to_anchor(std::span<const Certificate> chain, std::span<const Certificate> anchors,
                     Timestamp now, const std::string& host) {
  if (chain.empty() || anchors.empty()) return false;
  const crypto::ErrorQueueGuard guard;
  const auto trusted = to_stack(anchors);
  const auto untrusted = to_stack(chain.subspan(1));
  const Handle<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  const Handle<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), store.get(), chain[0].get(), untrusted.get()) != 1) {
    return false;
  }
  X509_STORE_CTX_set0_trusted_stack(context.get(), trusted.get());
  auto* parameters = X509_STORE_CTX_get0_param(context.get());
  // Roots in FIDO metadata may be intermediates, or the attestation certificate itself.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(to_unix_seconds(now)));
  X509_VERIFY_PARAM_set_auth_level(parameters, bits_112);
  X509_VERIFY_PARAM_set_depth(parameters, 8);
  if (!host.empty()) {
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(parameters, host.data(), host.size());
  }
  return X509_verify_cert(context.get()) == 1;
}

}  // namespace gatehouse::webauthn
