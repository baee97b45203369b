// The key ring, from the settings.
#pragma once

#include <gatehouse/platform/config/settings.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>

namespace gatehouse::app {

/// The configured key-encryption keys. In development mode without any, one is made and kept in data_dir. Throws
/// std::runtime_error with a sentence when a key is malformed or there is none.
crypto::KeyRing load_key_ring(const config::Settings& settings);

}  // namespace gatehouse::app
