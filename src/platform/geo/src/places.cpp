#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include <gatehouse/base/text.hpp>
#include <gatehouse/platform/geo.hpp>

namespace gatehouse::geo {
namespace {

// Which file a path leads to, and in which state.
struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  time_t changed = 0;

  bool operator==(const Identity&) const = default;
};

Identity identify(const std::filesystem::path& file) {
  struct stat found{};
  if (stat(file.c_str(), &found) != 0)
    throw std::runtime_error(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  return {found.st_dev, found.st_ino, found.st_size, found.st_mtime};
}

sockaddr_storage socket_address(const IpAddress& address) {
  sockaddr_storage storage{};
  if (address.v6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, address.bytes.data(), sizeof v6.sin6_addr);
    std::memcpy(&storage, &v6, sizeof v6);
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.bytes.data(), sizeof v4.sin_addr);
    std::memcpy(&storage, &v4, sizeof v4);
  }
  return storage;
}

template <class... Path>
std::optional<std::string> text_at(MMDB_entry_s entry, Path... path) {
  MMDB_entry_data_s data{};
  const int status = MMDB_get_value(&entry, &data, path..., nullptr);
  if (status != MMDB_SUCCESS || !data.has_data || data.type != MMDB_DATA_TYPE_UTF8_STRING ||
      !is_utf8({data.utf8_string, data.data_size}) || data.data_size == 0)
    return std::nullopt;
  return std::string(data.utf8_string, data.data_size);
}

}  // namespace

class Database {
 public:
  explicit Database(const std::filesystem::path& file) : identity_(identify(file)) {
    const int status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &database_);
    if (status != MMDB_SUCCESS) {
      throw std::runtime_error(
          fmt::format("{} is no database of networks: {}", file.string(), MMDB_strerror(status)));
    }
    const std::string_view type = database_.metadata.database_type;
    if (type.find("City") == std::string_view::npos &&
        type.find("Country") == std::string_view::npos) {
      const std::string found{type};
      MMDB_close(&database_);
      throw std::runtime_error(
          fmt::format("{} is a database of another kind: {}", file.string(), found));
    }
  }
  ~Database() { MMDB_close(&database_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  std::optional<Place> find(const IpAddress& address) const {
    if (address.v6 && database_.metadata.ip_version == 4) return std::nullopt;
    const auto storage = socket_address(address);
    int status = MMDB_SUCCESS;
    const auto found =
        MMDB_lookup_sockaddr(&database_, reinterpret_cast<const sockaddr*>(&storage), &status);
    if (status != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    auto country = text_at(found.entry, "country", "iso_code");
    if (!country || country->size() != 2) return std::nullopt;
    return Place{.country = std::move(*country),
                 .region = text_at(found.entry, "subdivisions", "0", "names", "en"),
                 .city = text_at(found.entry, "city", "names", "en")};
  }

  const Identity& identity() const noexcept { return identity_; }

  std::string description() const {
    const std::chrono::sys_seconds built{
        std::chrono::seconds{static_cast<std::int64_t>(database_.metadata.build_epoch)}};
    return fmt::format("{} of {:%F}", database_.metadata.database_type, built);
  }

 private:
  Identity identity_;
  MMDB_s database_{};
};

Places::Places(std::filesystem::path file) : file_(std::move(file)) {
  if (!file_.empty()) database_ = std::make_shared<const Database>(file_);
}

Places::~Places() = default;

std::optional<Place> Places::find(const IpAddress& address) const {
  const auto database = database_.load();
  if (!database || address.is_special_purpose()) return std::nullopt;
  return database->find(address);
}

bool Places::refresh() {
  const auto open = database_.load();
  if (!open || identify(file_) == open->identity()) return false;
  database_ = std::make_shared<const Database>(file_);
  return true;
}

std::string Places::description() const {
  const auto database = database_.load();
  return database ? database->description() : std::string{};
}

}  // namespace gatehouse::geo
