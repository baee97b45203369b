#include "tls_keys.hpp"

#include <stdexcept>

#include <openssl/x509v3.h>

#include <gatehouse/base/encoding.hpp>

namespace gatehouse::http {

namespace ssl = boost::asio::ssl;

namespace {

// RFC 7301 section 3.2: a client that wants other protocols only is turned away, so that nothing meant for another
// server is ever read as a request.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  constexpr std::string_view http_1_1 = "http/1.1";
  for (unsigned int i = 0; i < offered_size; i += offered[i] + 1U) {
    const std::string_view name(reinterpret_cast<const char*>(offered + i + 1), offered[i]);
    if (name != http_1_1) continue;
    *out = offered + i + 1;
    *out_size = offered[i];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Certificates are looked at in every handshake: a resumed session would carry one past its end.
void demand_client_certificate(ssl::context& tls, const std::string& client_ca) {
  tls.load_verify_file(client_ca);
  tls.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  SSL_CTX_set_session_cache_mode(tls.native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(tls.native_handle(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(tls.native_handle(), 0);
}

std::shared_ptr<TlsKeys::Context> load(const TlsOptions& options) {
  auto context = std::make_shared<TlsKeys::Context>();
  auto& tls = context->ssl;
  try {
    SSL_CTX_set_min_proto_version(tls.native_handle(),
                                  options.allow_tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_options(tls.native_handle(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // TLS 1.2 only with forward secrecy and authenticated encryption.
    SSL_CTX_set_cipher_list(tls.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    tls.use_certificate_chain_file(options.certificate);
    tls.use_private_key_file(options.key, ssl::context::pem);
    SSL_CTX_set_alpn_select_cb(tls.native_handle(), choose_protocol, nullptr);
    if (!options.client_ca.empty()) demand_client_certificate(tls, options.client_ca);
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("TLS files " + options.certificate + ", " + options.key +
                             (options.client_ca.empty() ? "" : ", " + options.client_ca) + ": " +
                             error.what());
  }
  return context;
}

std::string text_of(const ASN1_IA5STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

void add_names(X509* certificate, ClientCertificate& out) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) out.dns_names.push_back(text_of(name->d.dNSName));
    if (name->type == GEN_URI) out.uris.push_back(text_of(name->d.uniformResourceIdentifier));
  }
  GENERAL_NAMES_free(names);
}

}  // namespace

TlsKeys::TlsKeys(TlsOptions options) : options_(std::move(options)), context_(load(options_)) {}
TlsKeys::~TlsKeys() = default;

void TlsKeys::reload() {
  auto fresh = load(options_);
  const std::lock_guard lock(mutex_);
  context_ = std::move(fresh);
}

std::shared_ptr<TlsKeys::Context> TlsKeys::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

std::shared_ptr<const ClientCertificate> client_certificate(SSL* connection) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      SSL_get1_peer_certificate(connection), &X509_free);
  if (!certificate) return nullptr;
  auto out = std::make_shared<ClientCertificate>();
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  out->subject.assign(text, static_cast<std::size_t>(size));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int digest_size = 0;
  X509_digest(certificate.get(), EVP_sha256(), digest, &digest_size);
  out->fingerprint = encode_hex({reinterpret_cast<const char*>(digest), digest_size});
  add_names(certificate.get(), *out);
  return out;
}

}  // namespace gatehouse::http
