// Keeps requests whose address a user chose away from the inside network. The check is made on the address that is
// about to be connected to, after name resolution: a name that changes its address between check and use gains nothing.
#pragma once

#include <curl/curl.h>

namespace gatehouse::http {

struct Guard {
  bool refused = false;
};

/// Sets the transfer up to connect to public addresses by https only. `guard` outlives the transfer.
void protect(CURL* transfer, Guard& guard);

}  // namespace gatehouse::http
