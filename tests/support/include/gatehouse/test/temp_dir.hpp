// Places for a test's files and listeners.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gatehouse::test {

/// A new empty directory that goes with the object. Its path is short enough for Unix sockets, and
/// other OS users may pass through it (a database server started by root runs as another one).
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Writes `content` to `name` inside and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// The whole file as bytes; throws std::runtime_error when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// A TCP port of 127.0.0.1 on which nothing listens now. Each call in this process gives another
/// one.
std::uint16_t free_port();

}  // namespace gatehouse::test
