// A full disk for PostgreSQL: while the file named by DISK_FULL_SWITCH exists, files of tables and indexes cannot grow.
// What is there can still be overwritten, as on a real disk without space; the log of the database (pg_wal) is not
// touched, for its loss ends the server.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool would_grow(int file, off_t end) {
  const char* full = std::getenv("DISK_FULL_SWITCH");
  if (full == nullptr || access(full, F_OK) != 0) return false;
  char name[64];
  char path[1024];
  std::snprintf(name, sizeof name, "/proc/self/fd/%d", file);
  const auto size = readlink(name, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  struct stat status{};
  return std::strstr(path, "/base/") != nullptr && fstat(file, &status) == 0 &&
         S_ISREG(status.st_mode) && end > status.st_size;
}

using Write = ssize_t (*)(int, const void*, std::size_t, off_t);

ssize_t write_at(int file, const void* bytes, std::size_t size, off_t at) {
  static const auto real = reinterpret_cast<Write>(dlsym(RTLD_NEXT, "pwrite64"));
  if (!would_grow(file, at + static_cast<off_t>(size))) return real(file, bytes, size, at);
  errno = ENOSPC;
  return -1;
}

}  // namespace

extern "C" ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  return write_at(file, bytes, size, at);
}
extern "C" ssize_t pwrite64(int file, const void* bytes, std::size_t size, off_t at) {
  return write_at(file, bytes, size, at);
}
