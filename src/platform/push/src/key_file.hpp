// Files that hold keys.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/base/secret.hpp>

namespace gatehouse::push {

/// The whole file, at most 64 KiB. Throws std::runtime_error with a sentence, which `service` begins, when it cannot be
/// read or is larger.
Secret read_key_file(std::string_view service, const std::string& file);

}  // namespace gatehouse::push
