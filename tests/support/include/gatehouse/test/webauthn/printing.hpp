// Failures in the tests' output by their names.
#pragma once

#include <ostream>

#include <gatehouse/platform/webauthn/failure.hpp>

namespace gatehouse::webauthn {

inline void PrintTo(Failure failure, std::ostream* out) { *out << failure_name(failure); }

}  // namespace gatehouse::webauthn
