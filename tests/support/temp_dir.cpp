#include <gatehouse/test/temp_dir.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::test {

TempDir::TempDir() {
  std::string name = "/tmp/gatehouse-test-XXXXXX";
  if (!mkdtemp(name.data())) throw std::system_error(errno, std::system_category(), name);
  chmod(name.c_str(), 0711);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(std::string_view name, std::string_view content) const {
  const auto file = path_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint16_t free_port() {
  static std::set<std::uint16_t> given;
  while (true) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    const int error = errno;
    close(listener);
    if (!bound) throw std::system_error(error, std::system_category(), "free_port");
    if (given.insert(ntohs(address.sin_port)).second) return ntohs(address.sin_port);
  }
}

}  // namespace gatehouse::test
