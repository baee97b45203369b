#include "client_guard.hpp"

#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

#include <gatehouse/base/ip_address.hpp>

namespace gatehouse::http {
namespace {

bool is_public(const curl_sockaddr& to) {
  IpAddress address;
  if (to.family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &to.addr, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, 4);
  } else if (to.family == AF_INET6) {
    // Larger than the sockaddr that curl_sockaddr ends with: libcurl keeps room for it behind.
    sockaddr_in6 v6{};
    const void* from = &to.addr;
    std::memcpy(&v6, from, sizeof v6);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      std::memcpy(address.bytes.data(), &v6.sin6_addr.s6_addr[12], 4);
    } else {
      address.v6 = true;
      std::memcpy(address.bytes.data(), &v6.sin6_addr, 16);
    }
  } else {
    return false;
  }
  return !address.is_special_purpose();
}

curl_socket_t open_socket(void* guard, curlsocktype, curl_sockaddr* to) {
  if (!is_public(*to)) {
    static_cast<Guard*>(guard)->refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

}  // namespace

void protect(CURL* transfer, Guard& guard) {
  curl_easy_setopt(transfer, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(transfer, CURLOPT_OPENSOCKETDATA, &guard);
  // A connection kept from a configured destination has not passed this check.
  curl_easy_setopt(transfer, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(transfer, CURLOPT_FORBID_REUSE, 1L);
}

}  // namespace gatehouse::http
