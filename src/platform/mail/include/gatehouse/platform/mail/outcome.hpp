// What became of a message that was handed to another system.
#pragma once

#include <string>

namespace gatehouse::mail {

enum class Outcome {
  sent,       ///< the next system has taken it
  temporary,  ///< not taken now, or it is not known: try again later
  permanent,  ///< refused for good, or no address at all: trying again is no use
};

struct SendResult {
  Outcome outcome = Outcome::sent;
  std::string error{};  ///< for operators; names neither person nor code
};

}  // namespace gatehouse::mail
