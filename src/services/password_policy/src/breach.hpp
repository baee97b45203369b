// What the local list and the ranges of others have in common.
#pragma once

#include <string>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/base/secret.hpp>

namespace gatehouse::services {

/// The SHA-1 of a password in 40 upper-case hexadecimal digits, as the Pwned Passwords format writes it.
std::string breach_digits(const Secret& password);

/// The answer for a breached password, whichever list knows it.
Error breached(const std::string& pointer);

/// The digit or letter, a letter from a to f in upper case.
constexpr char upper_digit(char c) noexcept {
  return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace gatehouse::services
