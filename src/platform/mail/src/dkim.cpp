#include "dkim.hpp"

#include <cstdio>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <gatehouse/base/encoding.hpp>
#include <gatehouse/base/text.hpp>

namespace gatehouse::mail {
namespace {

std::string collapse(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\t';
    if (c == '\r' || c == '\n' || (is_space && out.ends_with(' '))) continue;
    out += is_space ? ' ' : c;
  }
  return out;
}

std::string sha256(std::string_view data) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             EVP_sha256(), nullptr);
  return digest;
}

std::string rsa_sha256(EVP_PKEY* key, std::string_view data) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free};
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key));
  std::string signature(size, '\0');
  const bool is_signed =
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1;
  if (!is_signed) throw std::runtime_error("DKIM: the key does not sign");
  signature.resize(size);
  return signature;
}

}  // namespace

std::string relaxed_header(std::string_view name, std::string_view value) {
  const auto text = collapse(value);
  return fmt::format("{}:{}\r\n", ascii_lower(name), trim(text));
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  std::size_t end_of_text = 0;
  for (auto line : split(body, '\n')) {
    auto text = collapse(line);
    if (text.ends_with(' ')) text.pop_back();
    out += text + "\r\n";
    if (!text.empty()) end_of_text = out.size();
  }
  out.resize(end_of_text);
  return out;
}

DkimSigner::DkimSigner(std::string domain, std::string selector, const std::string& key_file)
    : domain_(std::move(domain)), selector_(std::move(selector)) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(key_file.c_str(), "re"),
                                                             &std::fclose};
  if (!file) throw std::runtime_error(fmt::format("DKIM: {} cannot be opened", key_file));
  key_.reset(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (!key_ || EVP_PKEY_get_base_id(key_.get()) != EVP_PKEY_RSA ||
      EVP_PKEY_get_bits(key_.get()) < 1024) {
    throw std::runtime_error(fmt::format("DKIM: {} holds no RSA private key", key_file));
  }
}

std::string DkimSigner::sign(const Mime& mail, Timestamp now) const {
  std::string names;
  std::string signed_headers;
  for (const auto& [name, value] : mail.headers) {
    names += ascii_lower(name) + ':';
    signed_headers += relaxed_header(name, value);
  }
  auto value = fmt::format(
      "v=1; a=rsa-sha256; c=relaxed/relaxed; d={}; s={}; t={};\r\n h={}from;\r\n bh={};\r\n b=",
      domain_, selector_, to_unix_seconds(now), names,
      encode_base64(sha256(relaxed_body(mail.body))));
  auto last = relaxed_header("DKIM-Signature", value);
  last.resize(last.size() - 2);  // the signature's own header ends without CRLF (section 3.7)
  const auto signature = encode_base64(rsa_sha256(key_.get(), signed_headers + last));
  for (std::size_t at = 0; at < signature.size(); at += 70)
    value += "\r\n " + signature.substr(at, 70);
  return value;
}

}  // namespace gatehouse::mail
