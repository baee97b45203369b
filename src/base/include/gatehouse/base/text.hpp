// Small, locale-free text functions. Unicode beyond validity (case, normal forms) is ICU's work, not this file's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// True when `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// Number of code points of well-formed UTF-8.
std::size_t utf8_length(std::string_view text) noexcept;

/// True when `text` holds a control character (C0, DEL, C1) or a bidirectional override (U+202A–202E, U+2066–2069).
bool has_control_characters(std::string_view text) noexcept;

/// ASCII letters lower-cased, every other byte kept.
std::string ascii_lower(std::string_view text);

/// True when both are the same but for the case of ASCII letters.
bool ascii_iequal(std::string_view a, std::string_view b) noexcept;

/// Without leading and trailing spaces and tabs.
std::string_view trim(std::string_view text) noexcept;

/// The parts between separators; "" gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace gatehouse
