// The SMTP server of tests/e2e as a child process. It ends with the object.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

class SmtpPeer {
 public:
  explicit SmtpPeer(bool with_tls = true) {
    const auto root = std::filesystem::path{__FILE__}.parent_path() /
                      "../../../../tests/e2e/peers/smtp_server.mjs";
    const auto command = with_tls ? make_certificate() : std::string{};
    process_.reset(
        popen(fmt::format("node {} {} {}", root.string(), folder_.path().string(), command).c_str(),
              "w"));
    for (int tries = 0; tries < 500 && !std::filesystem::exists(folder_.path() / "port"); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    port_ = read_file(folder_.path() / "port");
  }

  std::string url() const { return "smtp://127.0.0.1:" + port_; }
  std::string certificate() const { return (folder_.path() / "cert.pem").string(); }
  std::filesystem::path folder() const { return folder_.path(); }
  /// The bytes of the n-th mail, from 1; throws when there is none.
  std::string mail(int n) const { return read_file(folder_.path() / fmt::format("{}.eml", n)); }
  /// How many mails it has taken.
  int mails() const {
    int count = 0;
    while (std::filesystem::exists(folder_.path() / fmt::format("{}.json", count + 1))) ++count;
    return count;
  }
  /// Stops it where it stands (SIGSTOP), or lets it go on (SIGCONT).
  void signal(int number) const { ::kill(std::stoi(read_file(folder_.path() / "pid")), number); }
  /// From now on it answers for the addresses stuck…@….
  void open() const { folder_.write("open", ""); }
  boost::json::object envelope(int n) const {
    return boost::json::parse(read_file(folder_.path() / fmt::format("{}.json", n))).as_object();
  }

 private:
  std::string make_certificate() const {
    const auto key = (folder_.path() / "key.pem").string();
    const auto command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=mail "
        "-addext subjectAltName=IP:127.0.0.1 -keyout {} -out {} 2>/dev/null",
        key, certificate());
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl");
    return certificate() + " " + key;
  }

  struct Close {
    void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
  };

  TempDir folder_;
  std::unique_ptr<std::FILE, Close> process_;
  std::string port_;
};

}  // namespace gatehouse::test
