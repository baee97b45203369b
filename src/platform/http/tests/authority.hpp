// Certificates of a test's own, and commands that use them.
#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>

#include <sys/wait.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

struct Finished {
  int code = 0;
  std::string output;
};

/// Its output is both that of success and of failure.
inline Finished run(const std::string& command) {
  Finished finished;
  auto* pipe = ::popen((command + " 2>&1").c_str(), "r");
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    finished.output.append(buffer, size);
  finished.code = WEXITSTATUS(::pclose(pipe));
  return finished;
}

/// Certificates as the openssl command makes them.
class Authority {
 public:
  explicit Authority(const std::string& name) {
    expect("openssl req -x509 " + key_options + " -keyout " + file("ca.key") + " -out " + ca() +
           " -days 2 -subj /CN=" + name + " -addext keyUsage=critical,keyCertSign");
  }

  /// `days` below zero: expired. Gives the path without its ending.
  std::string issue(const std::string& name, const std::string& extensions, int days = 2) const {
    const auto config = folder_.write(name + ".cnf", extensions).string();
    const auto path = file(name);
    expect("openssl req -new " + key_options + " -keyout " + path + ".key -out " + path +
           ".csr -subj '/O=Test/CN=" + name + "'");
    expect("openssl x509 -req -in " + path + ".csr -CA " + ca() + " -CAkey " + file("ca.key") +
           " -out " + path + ".pem -days " + std::to_string(days) + " -extfile " + config);
    return path;
  }
  std::string issue_server(const std::string& name = "server") const {
    return issue(name, "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
  }
  std::string issue_client(const std::string& name, int days = 2) const {
    return issue(name,
                 "subjectAltName=DNS:" + name + ".internal,URI:spiffe://test/" + name +
                     "\nextendedKeyUsage=clientAuth\n",
                 days);
  }

  std::string ca() const { return file("ca.pem"); }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

 private:
  static void expect(const std::string& command) {
    const auto finished = run(command);
    if (finished.code != 0) throw std::runtime_error(command + "\n" + finished.output);
  }

  inline static const std::string key_options =
      "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
  test::TempDir folder_;
};

}  // namespace gatehouse::test
