#include <gatehouse/platform/mail/templates.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <gatehouse/base/text.hpp>

#include "embedded.hpp"
#include "words.hpp"

namespace gatehouse::mail {
namespace {

namespace mustache = kainjow::mustache;
using Values = std::map<std::string, std::string, std::less<>>;

std::string_view find_file(std::string_view name) {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, name, &Embedded::name);
  return found == files.end() ? std::string_view{} : found->text;
}

// The language of the templates for `locale`, and the locale that numbers and times are written in.
struct Language {
  std::string templates;
  std::string locale;
};

Language language_of(std::string_view locale) {
  auto language = ascii_lower(locale.substr(0, locale.find_first_of("-_")));
  if (find_file(language + "/footer.txt").empty()) return {"en", "en"};
  std::string tag{locale};
  std::ranges::replace(tag, '_', '-');
  return {std::move(language), std::move(tag)};
}

std::string_view file_of(const Language& language, std::string_view message) {
  const auto text = find_file(fmt::format("{}/{}.txt", language.templates, message));
  if (text.empty()) throw std::invalid_argument(fmt::format("no message '{}'", message));
  return text;
}

// The lines below `[name]` up to the next part.
std::string_view part(std::string_view file, std::string_view name) {
  const auto head = fmt::format("[{}]\n", name);
  const auto start = file.find(head);
  if (start == std::string_view::npos) return {};
  auto body = file.substr(start + head.size());
  if (const auto next = body.find("\n["); next != std::string_view::npos)
    body = body.substr(0, next);
  while (body.ends_with('\n')) body.remove_suffix(1);
  return body;
}

// Fills in without escaping: HTML is escaped once, when the finished words are put into the layout.
std::string fill(std::string_view text, const Values& values) {
  for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    const auto name = text.substr(at + 2, text.find("}}", at) - at - 2);
    if (!values.contains(name)) throw std::invalid_argument(fmt::format("no value '{}'", name));
  }
  mustache::data data;
  for (const auto& [name, value] : values) data.set(name, value);
  mustache::mustache form{std::string{text}};
  form.set_custom_escape([](const std::string& word) { return word; });
  return form.render(data);
}

// Parts of a body are divided by empty lines: `# …` is a code, lines of `- …` are facts, anything else a paragraph.
// They are told apart before values are filled in, so that no value can change what it stands in.
mustache::data block(std::string_view source, const Values& values) {
  mustache::data out;
  if (source.starts_with("# ")) {
    out.set("code", fill(source.substr(2), values));
  } else if (source.starts_with("- ")) {
    mustache::data facts{mustache::data::type::list};
    for (const auto line : split(source, '\n')) {
      facts << mustache::data{"fact", fill(line.substr(2), values)};
    }
    out.set("has_facts", mustache::data{true});
    out.set("facts", facts);
  } else {
    out.set("paragraph", fill(source, values));
  }
  return out;
}

mustache::data blocks(std::string_view body, const Values& values) {
  mustache::data out{mustache::data::type::list};
  while (!body.empty()) {
    const auto end = std::min(body.find("\n\n"), body.size());
    out << block(body.substr(0, end), values);
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  return out;
}

std::string without_code_marks(std::string_view body) {
  std::string out;
  for (const auto line : split(body, '\n')) {
    out += line.starts_with("# ") ? "    " + std::string{line.substr(2)} : std::string{line};
    out += '\n';
  }
  return out;
}

Values values_of(const boost::json::object& values, const Language& language,
                 std::string_view brand) {
  auto all = values;
  all["brand"] = brand;
  return localized(all, language.locale);
}

}  // namespace

Rendered render(std::string_view message, std::string_view locale,
                const boost::json::object& values, std::string_view brand) {
  const auto language = language_of(locale);
  const auto file = file_of(language, message);
  const auto footer_form = part(file_of(language, "footer"), "body");
  const auto words = values_of(values, language, brand);
  const auto body = part(file, "body");
  const auto heading = fill(part(file, "heading"), words);
  const auto footer = fill(footer_form, words);

  Rendered out;
  out.subject = fill(part(file, "subject"), words);
  out.text =
      fmt::format("{}\n\n{}\n-- \n{}\n", heading, fill(without_code_marks(body), words), footer);
  mustache::data data;
  data.set("language", language.templates);
  data.set("brand", words.at("brand"));
  data.set("subject", out.subject);
  data.set("heading", heading);
  data.set("blocks", blocks(body, words));
  data.set("footer", footer);
  out.html = mustache::mustache{std::string{find_file("layout.html")}}.render(data);
  return out;
}

std::string render_sms(std::string_view message, std::string_view locale,
                       const boost::json::object& values, std::string_view brand) {
  const auto language = language_of(locale);
  return fill(part(file_of(language, message), "sms"), values_of(values, language, brand));
}

std::vector<std::string> message_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : embedded_files()) {
    if (!name.starts_with("en/") || name == "en/footer.txt") continue;
    names.emplace_back(name.substr(3, name.size() - 3 - std::string_view{".txt"}.size()));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace gatehouse::mail
