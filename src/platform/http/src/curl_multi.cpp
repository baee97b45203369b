#include <gatehouse/platform/http/curl_multi.hpp>

#include <map>
#include <optional>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/platform/telemetry/activity.hpp>

namespace gatehouse::http {
namespace asio = boost::asio;
namespace {

// A socket that libcurl wants to hear about. libcurl opens and closes it; the descriptor only watches.
struct Watch {
  explicit Watch(const asio::any_io_executor& executor, curl_socket_t socket)
      : descriptor(executor, socket) {}
  ~Watch() { descriptor.release(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  asio::posix::stream_descriptor descriptor;
  int wanted = 0;        ///< CURL_POLL_IN, CURL_POLL_OUT or both
  bool reading = false;  ///< a wait is under way
  bool writing = false;
};

// A coroutine that waits for its transfer: the timer never expires, the end cancels it.
struct Waiting {
  explicit Waiting(const asio::any_io_executor& executor)
      : done(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer done;
  std::optional<CURLcode> result;
};

}  // namespace

struct CurlMulti::State : std::enable_shared_from_this<State> {
  explicit State(asio::any_io_executor loop);
  ~State();

  void watch(curl_socket_t socket, int wanted);
  void arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch);
  void wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch, int direction);
  void set_timer(long milliseconds);
  void act(curl_socket_t socket, int events);

  static int on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*);
  static int on_timer(CURLM*, long milliseconds, void* self);

  asio::any_io_executor executor;
  asio::steady_timer timer;
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches;
  CURLM* multi;
};

CurlMulti::State::State(asio::any_io_executor loop) : executor(std::move(loop)), timer(executor) {
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  GH_ASSERT(initialized == CURLE_OK);
  multi = curl_multi_init();
  GH_ASSERT(multi != nullptr);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &State::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &State::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  // As many as Apple takes on one connection; beyond it every request opens its own.
  curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 1000L);
}

CurlMulti::State::~State() {
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, nullptr);
  curl_multi_cleanup(multi);
}

int CurlMulti::State::on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*) {
  static_cast<State*>(self)->watch(socket, wanted);
  return 0;
}

int CurlMulti::State::on_timer(CURLM*, long milliseconds, void* self) {
  static_cast<State*>(self)->set_timer(milliseconds);
  return 0;
}

void CurlMulti::State::watch(curl_socket_t socket, int wanted) {
  if (wanted == CURL_POLL_REMOVE) {
    watches.erase(socket);
    return;
  }
  auto& watch = watches[socket];
  if (!watch) watch = std::make_shared<Watch>(executor, socket);
  watch->wanted = wanted;
  arm(socket, watch);
}

void CurlMulti::State::arm(curl_socket_t socket, const std::shared_ptr<Watch>& watch) {
  if ((watch->wanted & CURL_POLL_IN) != 0 && !watch->reading) wait(socket, watch, CURL_CSELECT_IN);
  if ((watch->wanted & CURL_POLL_OUT) != 0 && !watch->writing)
    wait(socket, watch, CURL_CSELECT_OUT);
}

void CurlMulti::State::wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch,
                            int direction) {
  using Descriptor = asio::posix::stream_descriptor;
  const bool reads = direction == CURL_CSELECT_IN;
  (reads ? watch->reading : watch->writing) = true;
  watch->descriptor.async_wait(reads ? Descriptor::wait_read : Descriptor::wait_write,
                               [weak = weak_from_this(), watched = std::weak_ptr{watch}, socket,
                                reads, direction](const boost::system::error_code& error) {
                                 const auto self = weak.lock();
                                 const auto watch = watched.lock();
                                 if (!self || !watch) return;
                                 (reads ? watch->reading : watch->writing) = false;
                                 const int unwanted = reads ? CURL_POLL_OUT : CURL_POLL_IN;
                                 if (watch->wanted != unwanted)
                                   self->act(socket, error ? CURL_CSELECT_ERR : direction);
                                 const auto still = self->watches.find(socket);
                                 if (still != self->watches.end() && still->second == watch)
                                   self->arm(socket, watch);
                               });
}

void CurlMulti::State::set_timer(long milliseconds) {
  timer.cancel();
  if (milliseconds < 0) return;
  timer.expires_after(std::chrono::milliseconds{milliseconds});
  timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (self && !error) self->act(CURL_SOCKET_TIMEOUT, 0);
  });
}

void CurlMulti::State::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi, socket, events, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Waiting* waiting = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &waiting);
    waiting->result = message->data.result;
    waiting->done.cancel();
  }
}

CurlMulti::CurlMulti(asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}

CurlMulti::~CurlMulti() = default;

Task<CURLcode> CurlMulti::perform(CURL* transfer) {
  const auto state = state_;
  Waiting waiting{state->executor};
  curl_easy_setopt(transfer, CURLOPT_PRIVATE, &waiting);
  curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
  if (curl_multi_add_handle(state->multi, transfer) != CURLM_OK) co_return CURLE_FAILED_INIT;
  const auto remove = [state](CURL* handle) { curl_multi_remove_handle(state->multi, handle); };
  const std::unique_ptr<CURL, decltype(remove)> added{transfer, remove};
  boost::system::error_code ignored;
  if (!waiting.result) {
    const telemetry::Suspension away;
    co_await waiting.done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return waiting.result.value_or(CURLE_ABORTED_BY_CALLBACK);
}

}  // namespace gatehouse::http
