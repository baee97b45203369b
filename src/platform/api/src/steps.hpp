// The checks that a routed request passes before its handler, one function each. Empty means: go on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gatehouse/base/errors.hpp>
#include <gatehouse/platform/api/context.hpp>
#include <gatehouse/platform/api/limits.hpp>
#include <gatehouse/platform/api/route.hpp>

namespace gatehouse::api {

/// payload_too_large, or unsupported_media_type for a body that the route cannot read.
std::optional<Error> check_body(const Context& context);

/// The bucket that a request counts in; empty for an account's limit when nobody is signed in.
std::string limit_key(const Limit& limit, const Context& context);

/// The Bearer token (RFC 6750 section 2.1), else the session cookie. The header wins, even when its token is bad.
std::optional<Credential> find_credential(const Context& context, std::string_view session_cookie);

/// csrf_refused for a request that changes state on the word of a cookie and does not come from a page of this site.
std::optional<Error> check_origin(const Context& context);

/// Whether the principal, who is signed in, satisfies the route's access.
std::optional<Error> authorise(const Context& context);

/// The WWW-Authenticate header of an answer with status 401 or 403; empty when it has none.
std::string challenge(const Error& error, const Access& access);

}  // namespace gatehouse::api
