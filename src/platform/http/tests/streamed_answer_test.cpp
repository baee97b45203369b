#include <deque>

#include <gatehouse/platform/runtime/signal_board.hpp>

#include "loopback.hpp"

namespace gatehouse::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Running;

// What the test does with a stream and sees of it, from its own thread.
struct Remote {
  std::atomic<int> asked{0};      // calls of next()
  std::atomic<int> stopped{0};    // calls of stop()
  std::atomic<int> destroyed{0};  // streams
};

// Gives what it was given, and then waits for more until it is stopped.
class Script final : public BodyStream {
 public:
  Script(runtime::SignalBoard& board, Remote& remote, std::deque<std::string> parts)
      : more_(board.subscribe(Uuid{})), remote_(remote), parts_(std::move(parts)) {}
  ~Script() override { ++remote_.destroyed; }

  Task<std::optional<std::string>> next() override {
    ++remote_.asked;
    while (parts_.empty() && !more_.is_closed()) co_await more_.wait(1h);
    if (parts_.empty()) co_return std::nullopt;
    // Again and again, more than any buffer holds.
    if (parts_.front() == "flood") co_return std::string(1024 * 1024, 'x');
    auto part = std::move(parts_.front());
    parts_.pop_front();
    if (part == "throw") throw std::runtime_error("broken");
    if (part == "end") co_return std::nullopt;
    co_return part;
  }
  void stop() noexcept override {
    ++remote_.stopped;
    more_.close();
  }
  void add(std::string part) { parts_.push_back(std::move(part)); }

 private:
  runtime::SignalBoard::Subscription more_;
  Remote& remote_;
  std::deque<std::string> parts_;
};

// A server whose every answer is a script.
class Theatre {
 public:
  explicit Theatre(std::deque<std::string> parts, ServerLimits limits = {})
      : parts_(std::move(parts)),
        running_([this](Request& request) { return answer(*this, request); }, limits) {}

  Running& server() { return running_; }
  Remote& remote() { return remote_; }
  // The newest stream goes on.
  void say(const std::string& part) {
    boost::asio::post(running_.context(), [this, part] {
      if (const auto script = newest_.lock()) script->add(part);
      board_->notify(Uuid{});
    });
  }
  // Calls of the handler.
  int requests() const { return requests_; }
  bool is_asked_within(int times, std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (remote_.asked < times) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }

 private:
  static Task<Response> answer(Theatre& self, Request& request) {
    ++self.requests_;
    if (!self.board_) self.board_.emplace(self.running_.context());
    // "/204": the status of the answer.
    const int status = request.path.size() > 1 ? std::stoi(request.path.substr(1)) : 200;
    Response response{.status = status};
    response.headers = {{"Content-Type", "text/event-stream"},
                        {"content-length", "7"},
                        {"Transfer-Encoding", "gzip"},
                        {"Connection", "keep-alive"},
                        {"X-Split", "a\r\nContent-Length: 3"}};
    auto script = std::make_shared<Script>(*self.board_, self.remote_, self.parts_);
    self.newest_ = script;
    response.stream = std::move(script);
    co_return response;
  }

  std::deque<std::string> parts_;
  std::atomic<int> requests_{0};
  Remote remote_;
  std::optional<runtime::SignalBoard> board_;
  std::weak_ptr<Script> newest_;
  Running running_;
};

const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::string head_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n\r\n")); }
std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}
std::size_t count(std::string text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(StreamedAnswer, IsFramedInChunks) {
  const std::string large(300, 'x');
  Theatre theatre({"hello", "", "\r\n0\r\n\r\n", "", large, "end"});
  Client client(theatre.server());
  const auto answer = client.ask(get);
  EXPECT_EQ(body_of(answer),
            "5\r\nhello\r\n7\r\n\r\n0\r\n\r\n\r\n12c\r\n" + large + "\r\n0\r\n\r\n");
  const auto head = head_of(answer);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << head;
  EXPECT_EQ(count(head, "Transfer-Encoding: chunked"), 1U) << head;
  EXPECT_EQ(count(head, "Transfer-Encoding"), 1U) << head;
  EXPECT_EQ(count(head, "ontent-"), 1U) << "Content-Type only: " << head;
  EXPECT_EQ(count(head, "onnection: close"), 1U) << head;
  EXPECT_EQ(count(head, "onnection:"), 1U) << head;
  EXPECT_EQ(count(head, "X-Split"), 0U) << head;
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(theatre.server().is_empty_within(3s));
  EXPECT_EQ(theatre.remote().destroyed, 1);
}

TEST(StreamedAnswer, SendsEachPartAtOnce) {
  Theatre theatre({});
  Client client(theatre.server());
  client.send(get);
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  for (const std::string part : {"one", "two"}) {
    theatre.say(part);
    EXPECT_EQ(client.read_until(part + "\r\n"), "3\r\n" + part + "\r\n");
  }
  theatre.say("end");
  EXPECT_EQ(client.read(), "0\r\n\r\n");
}

TEST(StreamedAnswer, HasNoChunksForAnOldClient) {
  Theatre theatre({"hello", "", "you", "end"});
  for (const std::string more : {"", "Connection: keep-alive\r\n", "TE: chunked\r\n"}) {
    Client client(theatre.server());
    const auto answer = client.ask("GET / HTTP/1.0\r\nHost: h\r\n" + more + "\r\n");
    EXPECT_EQ(count(head_of(answer), "ransfer-"), 0U) << answer;
    EXPECT_EQ(count(head_of(answer), "onnection: close"), 1U) << answer;
    EXPECT_EQ(body_of(answer), "helloyou");
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(StreamedAnswer, IsNotBegunForHeadNorWhereThereIsNoBody) {
  Theatre theatre({"hello", "end"});
  Client head(theatre.server());
  const auto answer = head.ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(count(answer, "Transfer-Encoding: chunked"), 1U);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_EQ(body_of(answer), "");
  EXPECT_TRUE(head.is_closed());
  for (const std::string status : {"204", "304"}) {
    Client client(theatre.server());
    EXPECT_EQ(body_of(client.ask("GET /" + status + " HTTP/1.1\r\nHost: h\r\n\r\n")), "");
  }
  EXPECT_EQ(theatre.remote().asked, 0);
  EXPECT_EQ(theatre.remote().destroyed, 3);
}

TEST(StreamedAnswer, EndsWhenTheClientLeaves) {
  Theatre theatre({"hello"});
  {
    Client client(theatre.server());
    client.send(get);
    client.read_until("hello\r\n");
    ASSERT_TRUE(theatre.is_asked_within(2, 2s));
  }
  EXPECT_TRUE(theatre.server().is_empty_within(500ms));
  EXPECT_GE(theatre.remote().stopped, 1);
  EXPECT_EQ(theatre.remote().destroyed, 1);

  Client half(theatre.server());
  half.send(get);
  half.read_until("hello\r\n");
  half.end_sending();
  EXPECT_TRUE(theatre.server().is_empty_within(500ms));
  EXPECT_EQ(half.read(), "") << "no end of a body that has none";
}

TEST(StreamedAnswer, EndsForAClientThatLeavesBeforeItBegins) {
  Theatre theatre({});
  {
    Client client(theatre.server());
    client.send(get);
  }
  EXPECT_TRUE(theatre.server().is_empty_within(1s));
}

TEST(StreamedAnswer, IsTheLastOfItsConnection) {
  Theatre theatre({"hello"});
  Client client(theatre.server());
  client.send(get + get + "POST / HTTP/1.1\r\nHost: h\r\nContent-Le");
  auto answer = client.read_until("hello\r\n");
  // More requests while it goes on, and half of one: neither served nor taken for the end.
  for (int i = 0; i < 20; ++i) {
    client.send(i % 2 == 0 ? get : "0\r\n\r\nGET /");
    theatre.say("more");
    answer += client.read_until("more\r\n");
  }
  theatre.say("end");
  answer += client.read();
  EXPECT_EQ(count(answer, "HTTP/1.1"), 1U) << answer;
  EXPECT_EQ(count(answer, "4\r\nmore\r\n"), 20U);
  EXPECT_TRUE(answer.ends_with("more\r\n0\r\n\r\n"));
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(theatre.requests(), 1);
}

TEST(StreamedAnswer, FollowsOthersOfItsConnection) {
  Theatre theatre({"hello", "end"});
  Client client(theatre.server());
  const auto answer = client.ask("GET /304 HTTP/1.1\r\nHost: h\r\n\r\n" + get);
  EXPECT_LT(answer.find("304 Not Modified"), answer.find("200 OK")) << answer;
  EXPECT_TRUE(answer.ends_with("5\r\nhello\r\n0\r\n\r\n"));
}

TEST(StreamedAnswer, EndsForAClientThatTalksWithoutEnd) {
  Theatre theatre({});
  Client client(theatre.server());
  client.send(get);
  client.read_until("\r\n\r\n");
  const std::string noise(4096, 'x');
  const auto end = std::chrono::steady_clock::now() + 5s;
  while (client.send(noise) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(theatre.server().is_empty_within(2s));
  EXPECT_EQ(theatre.remote().destroyed, 1);
}

TEST(StreamedAnswer, EndsForAClientThatDoesNotRead) {
  Theatre theatre({"flood"}, {.write_time = 1s});
  Client client(theatre.server(), 4096);
  client.send(get);
  ASSERT_TRUE(theatre.is_asked_within(1, 2s));
  EXPECT_TRUE(theatre.server().is_empty_within(6s));
  EXPECT_LT(theatre.remote().asked, 100);
  EXPECT_FALSE(client.read().ends_with("0\r\n\r\n"));
}

TEST(StreamedAnswer, HasItsTimeForEachPart) {
  Theatre theatre({}, {.header_time = 1s, .body_time = 1s, .write_time = 1s, .idle_time = 1s});
  Client client(theatre.server());
  client.send(get);
  client.read_until("\r\n\r\n");
  std::this_thread::sleep_for(4s);
  theatre.say("late");
  EXPECT_EQ(client.read_until("late\r\n"), "4\r\nlate\r\n");
}

TEST(StreamedAnswer, IsCutOffWhenItsSourceFails) {
  Theatre theatre({"hello", "throw", "never"});
  Client client(theatre.server());
  EXPECT_EQ(body_of(client.ask(get)), "5\r\nhello\r\n");
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(theatre.server().is_empty_within(3s));
  EXPECT_EQ(theatre.remote().asked, 2);
}

TEST(StreamedAnswer, EndsWellWhenTheServerStops) {
  Theatre theatre({"hello"});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<Client>(theatre.server()));
    clients.back()->send(i % 2 == 0 ? get : "GET / HTTP/1.0\r\n\r\n");
  }
  ASSERT_TRUE(theatre.is_asked_within(200, 5s));
  const auto begun = std::chrono::steady_clock::now();
  theatre.server().drain();
  for (std::size_t i = 0; i < clients.size(); ++i) {
    EXPECT_TRUE(clients[i]->read(2s).ends_with(i % 2 == 0 ? "5\r\nhello\r\n0\r\n\r\n" : "hello"));
    EXPECT_TRUE(clients[i]->is_closed());
  }
  clients.clear();
  EXPECT_TRUE(theatre.server().is_empty_within(1s));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
}

TEST(StreamedAnswer, DoesNotHoldUpTheStopForClientsThatDoNotRead) {
  Theatre theatre({"flood"});
  Client client(theatre.server(), 4096);
  client.send(get);
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(theatre.server().connections(), 1U);
  theatre.server().drain();
  EXPECT_TRUE(theatre.server().is_empty_within(6s)) << "the stop waits for eight";
}

}  // namespace
}  // namespace gatehouse::http
