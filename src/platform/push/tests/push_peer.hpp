// The push services of tests/e2e/peers as child processes, and an event loop to send to them. A process ends with its
// object.
#pragma once

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/http/client.hpp>
#include <gatehouse/platform/push/message.hpp>
#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::test {

class PushPeer {
 public:
  /// `script`: web_push_server.mjs, fcm_server.mjs or apns_server.mjs; `words` stand behind the folder.
  explicit PushPeer(const std::string& script, const std::string& words = {}) {
    const auto file =
        std::filesystem::path{__FILE__}.parent_path() / "../../../../tests/e2e/peers" / script;
    const auto command =
        fmt::format("node {} {} {}", file.string(), folder_.path().string(), words);
    process_.reset(popen(command.c_str(), "w"));
    for (int tries = 0; tries < 1000 && !std::filesystem::exists(this->file("port")); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    port_ = read_file(this->file("port"));
  }

  std::string url(const std::string& scheme = "http") const {
    return fmt::format("{}://127.0.0.1:{}", scheme, port_);
  }
  const std::string& port() const { return port_; }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  int requests() const {
    int n = 0;
    while (std::filesystem::exists(file(fmt::format("{}.json", n + 1)))) ++n;
    return n;
  }
  /// What came in the n-th request, from 1; throws when there is none.
  boost::json::object request(int n) const {
    return boost::json::parse(read_file(file(fmt::format("{}.json", n)))).as_object();
  }
  boost::json::object last() const { return request(requests()); }
  /// Answers that are given first: a JSON array, as push_peer.mjs tells.
  void script(const std::string& name, const std::string& answers) const {
    folder_.write(fmt::format("script_{}.json", name), answers);
  }
  void set_time(Timestamp now) const { folder_.write("now", std::to_string(to_unix_seconds(now))); }

 private:
  struct Close {
    void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
  };

  TempDir folder_;
  std::unique_ptr<std::FILE, Close> process_;
  std::string port_;
};

}  // namespace gatehouse::test

namespace gatehouse::push {

inline void PrintTo(Outcome outcome, std::ostream* out) {
  constexpr const char* names[] = {"sent", "temporary", "gone", "permanent"};
  *out << names[static_cast<int>(outcome)];
}

/// One event loop, on which sends run until they end.
struct Loop {
  SendResult run(Task<SendResult> task) {
    std::optional<SendResult> result;
    spawn(std::move(task), result);
    wait_for(result);
    return *result;
  }
  /// Runs until `result` is there. A loop that ran out of work once has to be told that there is more.
  void wait_for(const std::optional<SendResult>& result) {
    context.restart();
    while (!result) context.run_one();
  }
  void spawn(Task<SendResult> task, std::optional<SendResult>& result) {
    boost::asio::co_spawn(context, std::move(task),
                          [&result](std::exception_ptr error, SendResult got) {
                            if (error) std::rethrow_exception(error);
                            result = std::move(got);
                          });
  }

  boost::asio::io_context context{1};
  http::CurlMulti transfers{context.get_executor()};
  http::Client client{transfers};
  ManualClock clock{};
};

inline Message a_message() {
  return {.payload = R"({"kind":"approval","id":"018f","text":"কোড"})",
          .ttl = std::chrono::seconds{90},
          .urgency = Urgency::high,
          .topic = "approval-018f"};
}

}  // namespace gatehouse::push
