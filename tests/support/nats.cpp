#include <gatehouse/test/nats.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <nats/nats.h>

namespace gatehouse::test {
namespace {

using namespace std::chrono_literals;

void require(natsStatus status) {
  if (status == NATS_OK) return;
  const char* details = nats_GetLastError(nullptr);
  throw std::runtime_error(details != nullptr && *details != '\0' ? details
                                                                  : natsStatus_GetText(status));
}

StreamMessage take(natsMsg* message) {
  StreamMessage taken{
      .subject = natsMsg_GetSubject(message),
      .headers = {},
      .body = {natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message))}};
  const char** names = nullptr;
  int count = 0;
  if (natsMsgHeader_Keys(message, &names, &count) == NATS_OK) {
    for (int i = 0; i < count; ++i) {
      const char* value = nullptr;
      require(natsMsgHeader_Get(message, names[i], &value));
      taken.headers[names[i]] = value;
    }
    free(static_cast<void*>(names));
  }
  natsMsg_Destroy(message);
  return taken;
}

}  // namespace

NatsServer::NatsServer(const std::string& settings) : port_(free_port()) {
  dir_.write("nats.conf", "host: 127.0.0.1\nport: " + std::to_string(port_) +
                              "\njetstream { store_dir: \"" + (dir_.path() / "store").string() +
                              "\" }\n" + settings);
  start();
}

void NatsServer::start() {
  const auto log = dir_.path() / "nats.log";
  std::filesystem::remove(log);
  process_.emplace(runtime::Command{
      .argv = {"nats-server", "-c", (dir_.path() / "nats.conf").string()}, .output = log});
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!std::filesystem::exists(log) || !read_file(log).contains("Server is ready")) {
    if (!process_->running() || std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("nats-server did not start: " + read_file(log));
    }
    std::this_thread::sleep_for(2ms);
  }
}

void NatsServer::stop() {
  process_->signal(SIGTERM);
  if (!process_->wait_for(10s)) throw std::runtime_error("nats-server did not stop");
  process_.reset();
}

// A signal reaches one thread after the other: returns when all stand still.
void NatsServer::pause() {
  process_->signal(SIGSTOP);
  const auto threads = "/proc/" + std::to_string(process_->pid()) + "/task";
  const auto stands = [](const auto& thread) {
    const auto status = read_file(thread.path() / "stat");
    return status.substr(status.rfind(')')).starts_with(") T");
  };
  while (!std::ranges::all_of(std::filesystem::directory_iterator(threads), stands))
    std::this_thread::sleep_for(1ms);
}

void NatsServer::resume() noexcept { process_->signal(SIGCONT); }

struct NatsReader::State {
  natsConnection* connection = nullptr;
  jsCtx* jet_stream = nullptr;
};

NatsReader::NatsReader(const std::string& url) : state_(std::make_unique<State>()) {
  require(natsConnection_ConnectTo(&state_->connection, url.c_str()));
  require(natsConnection_JetStream(&state_->jet_stream, state_->connection, nullptr));
}

NatsReader::~NatsReader() {
  jsCtx_Destroy(state_->jet_stream);
  natsConnection_Destroy(state_->connection);
}

bool NatsReader::has_stream(const std::string& stream) const {
  jsStreamInfo* info = nullptr;
  const auto status = js_GetStreamInfo(&info, state_->jet_stream, stream.c_str(), nullptr, nullptr);
  jsStreamInfo_Destroy(info);
  if (status == NATS_NOT_FOUND) return false;
  require(status);
  return true;
}

std::vector<StreamMessage> NatsReader::read(const std::string& stream, std::size_t at_least) const {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (true) {
    if (has_stream(stream)) {
      jsStreamInfo* info = nullptr;
      require(js_GetStreamInfo(&info, state_->jet_stream, stream.c_str(), nullptr, nullptr));
      first = info->State.FirstSeq;
      last = info->State.LastSeq;
      const auto count = info->State.Msgs;
      jsStreamInfo_Destroy(info);
      if (count >= at_least) break;
    } else if (at_least == 0) {
      return {};
    }
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("too few messages");
    std::this_thread::sleep_for(10ms);
  }
  std::vector<StreamMessage> messages;
  for (auto sequence = std::max<std::uint64_t>(first, 1); sequence <= last; ++sequence) {
    natsMsg* message = nullptr;
    const auto status =
        js_GetMsg(&message, state_->jet_stream, stream.c_str(), sequence, nullptr, nullptr);
    if (status == NATS_NOT_FOUND) continue;
    require(status);
    messages.push_back(take(message));
  }
  return messages;
}

void NatsReader::add_stream(const std::string& stream, const std::string& subject,
                            std::int64_t max_messages) const {
  jsStreamConfig config;
  require(jsStreamConfig_Init(&config));
  const char* subjects = subject.c_str();
  config.Name = stream.c_str();
  config.Subjects = &subjects;
  config.SubjectsLen = 1;
  config.MaxMsgs = max_messages;
  config.Discard = js_DiscardNew;
  require(js_AddStream(nullptr, state_->jet_stream, &config, nullptr, nullptr));
}

void NatsReader::delete_stream(const std::string& stream) const {
  require(js_DeleteStream(state_->jet_stream, stream.c_str(), nullptr, nullptr));
}

std::string NatsReader::stream_info(const std::string& stream) const {
  natsMsg* answer = nullptr;
  require(natsConnection_RequestString(&answer, state_->connection,
                                       ("$JS.API.STREAM.INFO." + stream).c_str(), "", 5000));
  return take(answer).body;
}

void NatsReader::publish(const std::string& subject, const std::string& body) const {
  require(natsConnection_Publish(state_->connection, subject.c_str(), body.data(),
                                 static_cast<int>(body.size())));
  require(natsConnection_Flush(state_->connection));
}

}  // namespace gatehouse::test
