// What the API's document says that an operation can answer with.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::test {

/// Fails the test that runs when the operation at `path` answers an error that its route does not declare. `code`
/// empty: no error. What is no operation below /v1 (probes, the mailbox of development) is not looked at.
void expect_declared(std::string_view method, std::string_view path, std::string_view code);

}  // namespace gatehouse::test
