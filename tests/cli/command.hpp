// The built program, run once with some arguments.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <gatehouse/test/service.hpp>

namespace gatehouse::cli {

struct Outcome {
  int code = 0;  ///< 128 + the signal when one ended it
  std::string out;
  std::string err;

  std::string all() const { return out + err; }
};

using Environment = std::map<std::string, std::string>;

/// Runs it to its end. Its environment is PATH and what is given; its working directory is an empty one.
Outcome run(const std::vector<std::string>& arguments, const Environment& environment = {},
            const std::string& input = {});

/// What both the program and the service under test have as key-encryption key.
inline constexpr auto encryption_key = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Variables that lead the program to `database`, with the cheapest hash.
Environment beside(const test::Database& database);

/// A service with the same key.
config::Settings service_settings();

inline constexpr auto password = "correct horse battery staple 9";

}  // namespace gatehouse::cli
