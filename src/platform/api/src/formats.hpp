// The syntactic forms of fields.hpp.
#pragma once

#include <string>
#include <string_view>

#include <gatehouse/platform/api/fields.hpp>

namespace gatehouse::api {

/// True when `text`, which is UTF-8, has the form.
bool matches(Format format, std::string_view text, std::string_view prefix);

/// For people, after "must be": "an e-mail address".
std::string describe(Format format, std::string_view prefix);

/// The `format` keyword of JSON Schema; empty for Format::any.
std::string_view schema_format(Format format);

/// A text that matches.
std::string sample(Format format, std::string_view prefix, std::size_t min_length);

/// BCP 47 (RFC 5646): language, script, region, variants; no extensions or private use.
bool is_locale(std::string_view text) noexcept;

/// True for names of the time zone database that ICU knows, aliases included.
bool is_time_zone(std::string_view text);

}  // namespace gatehouse::api
