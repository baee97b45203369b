#include "pwned_ranges.hpp"

#include "version.hpp"

namespace gatehouse::app {
namespace {

using namespace std::chrono_literals;

// A padded answer has some fifty kilobytes.
constexpr std::size_t max_range = 512 * 1024;

}  // namespace

Task<std::expected<std::string, std::string>> PwnedRanges::fetch(std::string prefix) {
  http::ClientRequest request{
      .url = url_ + prefix,
      .headers = {{"Add-Padding", "true"}, {"User-Agent", "Gatehouse/" + std::string(version)}},
      .destination = http::Destination::configured,
      .connect_timeout = 1s,
      .timeout = 1s,
      .max_response = max_range};
  try {
    auto response = co_await client_.send(std::move(request));
    if (response.status != 200)
      co_return std::unexpected("status " + std::to_string(response.status));
    co_return std::move(response.body);
  } catch (const std::exception& error) {
    co_return std::unexpected(std::string(error.what()));
  }
}

}  // namespace gatehouse::app
