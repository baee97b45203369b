#include <gatehouse/platform/config/config.hpp>

#include <algorithm>
#include <sstream>

#include <boost/describe/members.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include "checks.hpp"
#include "value.hpp"

extern char** environ;

namespace gatehouse::config {
namespace {

constexpr std::string_view prefix = "GATEHOUSE_";

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
inline constexpr bool is_section =
    boost::describe::has_describe_members<T>::value && !std::is_same_v<T, IpNetwork>;

// Calls visit(section or "", key, value) for each setting.
template <class S, class Visitor>
void for_each_setting(S& settings, const Visitor& visit) {
  boost::mp11::mp_for_each<members_of<Settings>>([&](auto member) {
    auto& value = settings.*member.pointer;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (is_section<Value>) {
      boost::mp11::mp_for_each<members_of<Value>>([&](auto inner) {
        visit(std::string_view(member.name), std::string_view(inner.name), value.*inner.pointer);
      });
    } else {
      visit(std::string_view{}, std::string_view(member.name), value);
    }
  });
}

std::string full_key(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : fmt::format("{}.{}", section, key);
}

std::string variable_name(std::string_view section, std::string_view key) {
  auto name =
      std::string(prefix) + (section.empty() ? "" : std::string(section) + "_") + std::string(key);
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

// A TOML scalar, or an array of them, as the text that the environment would hold.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* array = node.as_array()) {
    std::string joined;
    for (const auto& item : *array) {
      const auto text = text_of(item);
      if (!text) return std::nullopt;
      joined += (joined.empty() ? "" : ",") + *text;
    }
    return joined;
  }
  return std::nullopt;
}

struct Found {
  std::string text;
  std::string origin;
};

// A gateway's address may hold its key in any place but the host.
std::string show_gateway(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return show(url.empty() ? url : "***");
  const auto end = url.find_first_of("/?#", scheme + 3);
  return show(end == std::string::npos ? url : url.substr(0, end) + "/***");
}

template <class T>
std::string show_setting(const std::string& key, const T& value) {
  if (key == "keys.encryption_keys") return R"(["***"])";
  if constexpr (std::is_same_v<T, std::string>) {
    if (key == "sms.gateway_url") return show_gateway(value);
  }
  return show(value);
}

// Key → text, from the file.
std::map<std::string, Found> read_file(const std::string& path, Problems& problems) {
  std::map<std::string, Found> found;
  const auto add = [&](const std::string& key, const toml::node& node) {
    const auto origin = fmt::format("{}:{}", path, node.source().begin.line);
    const auto text = text_of(node);
    if (!text) {
      problems.push_back(
          fmt::format("{} ({}): expected a text, number, boolean or list", key, origin));
      return;
    }
    found[key] = {*text, origin};
  };
  try {
    const auto table = toml::parse_file(path);
    for (const auto& [name, node] : table) {
      if (const auto* section = node.as_table()) {
        for (const auto& [key, value] : *section) add(full_key(name.str(), key.str()), value);
      } else {
        add(std::string(name.str()), node);
      }
    }
  } catch (const toml::parse_error& error) {
    problems.push_back(
        fmt::format("{}:{}: {}", path, error.source().begin.line, error.description()));
  }
  return found;
}

}  // namespace

Environment process_environment() {
  Environment variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (text.starts_with(prefix) && equals != std::string_view::npos) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

std::expected<Settings, Problems> load(const std::string& path, const Environment& environment) {
  Settings settings;
  Problems problems;
  auto found = path.empty() ? std::map<std::string, Found>{} : read_file(path, problems);
  auto variables = environment;
  for_each_setting(settings, [&](std::string_view section, std::string_view key, auto& value) {
    const auto name = full_key(section, key);
    const auto variable = variable_name(section, key);
    if (const auto given = variables.extract(variable)) found[name] = {given.mapped(), variable};
    const auto entry = found.extract(name);
    if (entry && !parse(entry.mapped().text, value)) {
      problems.push_back(
          fmt::format("{} ({}): expected {}", name, entry.mapped().origin, expected(value)));
    }
  });
  for (const auto& [name, entry] : found) {
    problems.push_back(fmt::format("{} ({}): there is no such setting", name, entry.origin));
  }
  for (const auto& [name, value] : variables) {
    if (name.starts_with("GATEHOUSE_TEST_")) continue;
    problems.push_back(fmt::format("{}: there is no such setting", name));
  }
  if (problems.empty()) complete_and_check(settings, problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return settings;
}

std::string to_toml(const Settings& settings) {
  std::string out;
  std::string current;
  for_each_setting(
      settings, [&](std::string_view section, std::string_view key, const auto& value) {
        if (section != current) out += fmt::format("\n[{}]\n", section);
        current = section;
        out += fmt::format("{} = {}\n", key, show_setting(full_key(section, key), value));
      });
  return out;
}

}  // namespace gatehouse::config
