// The files of templates/, compiled in.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::mail {

struct Embedded {
  std::string_view name;  ///< path below templates/: en/new_device.txt
  std::string_view text;
};

std::span<const Embedded> embedded_files() noexcept;

}  // namespace gatehouse::mail
