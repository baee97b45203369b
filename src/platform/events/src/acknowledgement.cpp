#include "acknowledgement.hpp"

#include <boost/json/parse.hpp>

namespace gatehouse::events {

std::string refusal_in(std::string_view answer) {
  boost::system::error_code error;
  const auto value = boost::json::parse(answer, error);
  const auto* fields = error ? nullptr : value.if_object();
  if (fields == nullptr) return "an answer that is no acknowledgement";
  if (const auto* refused = fields->if_contains("error")) {
    const auto* details = refused->if_object();
    const auto* sentence = details == nullptr ? nullptr : details->if_contains("description");
    if (sentence == nullptr || !sentence->is_string()) return "a refusal without a reason";
    return std::string(sentence->get_string());
  }
  const auto* sequence = fields->if_contains("seq");
  if (sequence == nullptr || !sequence->is_number()) return "an acknowledgement without a number";
  return {};
}

}  // namespace gatehouse::events
