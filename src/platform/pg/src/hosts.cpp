#include "hosts.hpp"

#include <algorithm>
#include <memory>

#include <gatehouse/base/text.hpp>

namespace gatehouse::pg {
namespace {

// The `index`-th of values separated by commas; a single one stands for all.
std::string nth(const std::string& values, std::size_t index) {
  const auto parts = split(values, ',');
  if (parts.size() == 1) return values;
  return index < parts.size() ? std::string(parts[index]) : "";
}

}  // namespace

Hosts::Hosts(std::string conninfo) : conninfo_(std::move(conninfo)) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(conninfo_.c_str(), nullptr), &PQconninfoFree);
  std::string names;
  std::string addresses;
  std::string ports;
  for (const auto* option = options.get(); option && option->keyword; ++option) {
    const std::string_view keyword = option->keyword;
    const std::string value = option->val ? option->val : "";
    if (keyword == "host") names = value;
    if (keyword == "hostaddr") addresses = value;
    if (keyword == "port") ports = value;
  }
  const auto count = std::max(split(names, ',').size(), split(addresses, ',').size());
  for (std::size_t i = 0; i < std::max<std::size_t>(count, 1); ++i)
    hosts_.push_back({nth(names, i), nth(addresses, i), nth(ports, i)});
}

PGconn* Hosts::start(std::size_t attempt) const {
  const auto& host = hosts_[(first_ + attempt) % hosts_.size()];
  // The later ones win over what the connection string says; empty ones are ignored.
  const char* keywords[] = {"dbname", "host", "hostaddr", "port", nullptr};
  const char* values[] = {conninfo_.c_str(), host.name.c_str(), host.address.c_str(),
                          host.port.c_str(), nullptr};
  return PQconnectStartParams(keywords, values, 1);
}

}  // namespace gatehouse::pg
