#include <gatehouse/platform/api/event_stream.hpp>

#include <deque>
#include <set>

#include <boost/asio/steady_timer.hpp>

#include "service.hpp"

namespace gatehouse::api {
namespace {

using namespace testing;

const Uuid topic{};

// What a browser makes of a stream: WHATWG HTML, section 9.2.6 "Interpreting an event stream".
class Browser {
 public:
  void read(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find_first_of("\r\n", at);
      ASSERT_NE(end, std::string::npos) << "a part ends with its line";
      take_line(text.substr(at, end - at));
      at = end + (text.compare(end, 2, "\r\n") == 0 ? 2 : 1);
    }
  }

  std::vector<StreamEvent> events;
  std::string last_id;
  std::string retry;
  int comments = 0;

 private:
  void take_line(const std::string& line) {
    if (line.empty()) return dispatch();
    const auto colon = line.find(':');
    if (colon == 0) {
      ++comments;
      return;
    }
    const auto field = line.substr(0, colon);
    auto value = colon == std::string::npos ? std::string() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.erase(0, 1);
    if (field == "event") name_ = value;
    if (field == "data") data_ += value + "\n";
    if (field == "id" && !value.contains('\0')) last_id = value;
    if (field == "retry") retry = value;
  }
  void dispatch() {
    if (!data_.empty()) {
      data_.pop_back();
      events.push_back({name_.empty() ? "message" : name_, data_, last_id});
    }
    name_.clear();
    data_.clear();
  }

  std::string name_;
  std::string data_;
};

Browser read(const StreamEvent& event) {
  std::string text;
  append_event(text, event);
  EXPECT_TRUE(text.ends_with("\n\n"));
  Browser browser;
  browser.read(text);
  return browser;
}

TEST(EventText, ArrivesAsItWasSent) {
  const auto whole = read({.name = "approved", .data = R"({"a":"b: c\nd"})", .id = "evt_1"});
  ASSERT_EQ(whole.events.size(), 1U);
  EXPECT_EQ(whole.events[0].name, "approved");
  EXPECT_EQ(whole.events[0].data, R"({"a":"b: c\nd"})");
  EXPECT_EQ(whole.last_id, "evt_1");
  for (const std::string data : {"x", " led by a space", ":", "id: 7", "\nb", "a\n", "a\n\nb", "\n",
                                 "event: forged\ndata: forged", "\xF0\x9F\x94\x91"}) {
    const auto browser = read({.name = "", .data = data});
    ASSERT_EQ(browser.events.size(), 1U) << data;
    EXPECT_EQ(browser.events[0].data, data);
    EXPECT_EQ(browser.events[0].name, "message");
    EXPECT_EQ(browser.last_id, "");
  }
}

TEST(EventText, HasNoWayOutOfItsLines) {
  const auto lines = read({.name = "x", .data = "a\rid: 7\r\nevent: y\r\r\ndata: z\n\nretry: 1"});
  ASSERT_EQ(lines.events.size(), 1U);
  EXPECT_EQ(lines.events[0].data, "a\nid: 7\nevent: y\n\ndata: z\n\nretry: 1");
  EXPECT_EQ(lines.events[0].name, "x");
  EXPECT_EQ(lines.last_id + lines.retry, "");
  for (const std::string& bad : {std::string("a\nb"), std::string("a\rdata: b"),
                                 std::string(1, '\0'), std::string("\n\n")}) {
    const auto browser = read({.name = bad, .data = "d", .id = bad});
    ASSERT_EQ(browser.events.size(), 1U);
    EXPECT_EQ(browser.events[0].name, "message");
    EXPECT_EQ(browser.events[0].data, "d");
    EXPECT_EQ(browser.last_id, "");
  }
}

// A feed whose looks are written down beforehand; it has nothing to tell when none is left.
struct Notebook {
  std::deque<News> news;
  int looks = 0;
  int failures = 0;  // Unavailable, before the news
  bool is_broken = false;
};

class NotebookFeed final : public EventFeed {
 public:
  explicit NotebookFeed(Notebook& notebook) : notebook_(notebook) {}
  Task<News> look() override {
    ++notebook_.looks;
    if (notebook_.is_broken) throw std::logic_error("broken");
    if (notebook_.failures > 0 && notebook_.failures-- > 0) throw Unavailable("no database");
    if (notebook_.news.empty()) co_return News{};
    auto news = std::move(notebook_.news.front());
    notebook_.news.pop_front();
    co_return news;
  }

 private:
  Notebook& notebook_;
};

News one(const std::string& data) { return {.events = {{.name = "n", .data = data}}}; }
News last(const std::string& data) {
  return {.events = {{.name = "n", .data = data}}, .is_last = true};
}

class EventStreamTest : public ::testing::Test {
 protected:
  http::Response open(EventStreamOptions options = {}) {
    return event_stream(std::make_unique<NotebookFeed>(notebook_), board_.subscribe(topic),
                        options);
  }
  // The next part, within the time of a test; "(end)", or "(failed)".
  std::string next(const http::Response& response) {
    std::optional<std::string> text;
    boost::asio::co_spawn(context_, response.stream->next(),
                          [&](const std::exception_ptr& failure, std::optional<std::string> part) {
                            text = failure ? "(failed)" : part.value_or("(end)");
                          });
    const auto end = std::chrono::steady_clock::now() + 5s;
    context_.restart();
    while (!text && std::chrono::steady_clock::now() < end) context_.run_one_for(10ms);
    return text.value_or("(nothing)");
  }
  void later(std::chrono::milliseconds time, std::function<void()> work) {
    auto timer = std::make_shared<boost::asio::steady_timer>(context_, time);
    timer->async_wait([timer, work = std::move(work)](const auto&) { work(); });
  }

  boost::asio::io_context context_{1};
  runtime::SignalBoard board_{context_};
  Notebook notebook_;
};

TEST_F(EventStreamTest, SaysWhatProxiesAndCachesMustKnow) {
  const auto response = open();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Content-Type"), "text/event-stream");
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_EQ(response.header("X-Accel-Buffering"), "no");
}

TEST_F(EventStreamTest, BeginsWithARandomRetryTime) {
  std::set<std::string> times;
  for (int i = 0; i < 20; ++i) {
    Browser browser;
    browser.read(next(open({.retry = 1000ms})));
    times.insert(browser.retry);
    EXPECT_GE(std::stoi(browser.retry), 1000);
    EXPECT_LE(std::stoi(browser.retry), 2000);
  }
  EXPECT_GT(times.size(), 5U);
  EXPECT_EQ(notebook_.looks, 0) << "the header does not wait for the first look";
}

TEST_F(EventStreamTest, LooksAtTheStartAndAfterEachSignalUntilTheLast) {
  notebook_.news = {one("1"), {}, {.events = {{"n", "2"}, {"n", "3", "id"}}}, last("4")};
  const auto response = open();
  EXPECT_TRUE(next(response).starts_with("retry: "));
  EXPECT_EQ(next(response), "event: n\ndata: 1\n\n");
  board_.notify(topic);  // nothing new, then
  later(150ms, [this] { board_.notify(topic); });
  EXPECT_EQ(next(response), "event: n\ndata: 2\n\nevent: n\nid: id\ndata: 3\n\n");
  later(1ms, [this] { board_.notify(topic); });
  EXPECT_EQ(next(response), "event: n\ndata: 4\n\n");
  EXPECT_EQ(next(response), "(end)");
  EXPECT_EQ(notebook_.looks, 4);
}

TEST_F(EventStreamTest, MissesNoSignalThatComesWhileItSends) {
  notebook_.news = {one("1"), one("2")};
  const auto response = open();
  next(response);
  next(response);
  board_.notify(topic);
  EXPECT_EQ(next(response), "event: n\ndata: 2\n\n");
}

TEST_F(EventStreamTest, LooksAgainWhenTheFeedWantsThat) {
  notebook_.news = {{.look_again = 20ms}, {.look_again = 20ms}, last("expired")};
  const auto response = open({.pause = 1ms});
  next(response);
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(next(response), "event: n\ndata: expired\n\n");
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 40ms);
}

TEST_F(EventStreamTest, LooksNoMoreOftenThanItsPauseAllows) {
  notebook_.news = {{.look_again = -1s}, {.look_again = 0s}, {.look_again = 1ms}};
  const auto response = open({.heartbeat = 300ms, .pause = 50ms});
  next(response);
  for (int i = 0; i < 250; ++i)
    later(std::chrono::milliseconds{i}, [this] { board_.notify(topic); });
  EXPECT_EQ(next(response), ":\n\n") << "signals do not keep the heartbeat back";
  EXPECT_GE(notebook_.looks, 4);
  EXPECT_LE(notebook_.looks, 7);
}

TEST_F(EventStreamTest, BreathesWhenThereIsNothingToSay) {
  const auto response = open({.heartbeat = 30ms});
  next(response);
  Browser browser;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) browser.read(next(response));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 90ms);
  EXPECT_EQ(browser.comments, 3);
  EXPECT_TRUE(browser.events.empty());
}

TEST_F(EventStreamTest, LivesNoLongerThanItMay) {
  const auto response = open({.heartbeat = 40ms, .lifetime = 100ms});
  next(response);
  EXPECT_EQ(next(response), ":\n\n");
  EXPECT_EQ(next(response), ":\n\n");
  EXPECT_EQ(next(response), "(end)");
}

TEST_F(EventStreamTest, EndsAtOnceWhenItIsStopped) {
  const auto response = open();
  next(response);
  later(1ms, [&response] { response.stream->stop(); });
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(next(response), "(end)");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1s);
  response.stream->stop();
  EXPECT_EQ(next(response), "(end)");
}

TEST_F(EventStreamTest, OutlivesAnOutageButNotAMistake) {
  notebook_.failures = 2;
  notebook_.news = {one("1")};
  const auto response = open({.heartbeat = 20ms, .pause = 1ms});
  next(response);
  Browser browser;
  for (int i = 0; i < 10 && browser.events.empty(); ++i) browser.read(next(response));
  EXPECT_EQ(browser.events.size(), 1U);
  EXPECT_EQ(notebook_.looks, 3);

  notebook_.is_broken = true;
  board_.notify(topic);
  EXPECT_EQ(next(response), "(failed)");
}

TEST_F(EventStreamTest, IsCountedWhenItBeginsAndNotCutByTheRoutesDeadline) {
  Service service;
  notebook_.news = {one("1"), last("2")};
  service.router().add({.method = Method::get,
                        .path = "/events",
                        .operation_id = "watch",
                        .summary = "Watch",
                        .access = signed_in(),
                        .deadline = 20ms},
                       [this](Context&) -> Task<Result<http::Response>> { co_return open(); });
  EXPECT_EQ(service.send("GET", "/events").status, 401);
  const auto response = service.send("GET", "/events", {{"Authorization", "Bearer alice"}});
  ASSERT_TRUE(response.stream);
  EXPECT_EQ(service.log.lines.back(), "GET watch 200 ");
  EXPECT_FALSE(response.header("X-Request-Id").empty());
  EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.header("Content-Type"), "text/event-stream");
  next(response);
  EXPECT_EQ(next(response), "event: n\ndata: 1\n\n");
  later(50ms, [this] { board_.notify(topic); });
  EXPECT_EQ(next(response), "event: n\ndata: 2\n\n");
  EXPECT_EQ(service.log.lines.size(), 2U) << "once a request";
}

}  // namespace
}  // namespace gatehouse::api
