// A lean load generator: blocking connections, one thread each, closed loop or a fixed rate.
//
//   bench_load PORT CONNECTIONS SECONDS RATE get PATH [TOKEN]
//   bench_load PORT CONNECTIONS SECONDS RATE sign_in ACCOUNTS PASSWORD    (user0@bench.example …)
//   bench_load PORT CONNECTIONS SECONDS RATE refresh FILE                 (one refresh token a line, at least one a
//                                                                          connection; each takes turns with its own)
//
// RATE 0: as fast as answers come; else requests a second in all, sent on time whether or not answers are late, with
// latency counted from when a request was due. An answer is 2xx or 503; a lost connection, another status and what was
// due but could not be sent before the end are none, and count against "in_1s". Prints one JSON line.
#include <algorithm>
#include <chrono>
#include <deque>
#include <fstream>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "connection.hpp"

namespace {

using bench::Connection;
using bench::number;
using bench::post;

using Clock = std::chrono::steady_clock;

struct Tally {
  long due = 0;
  long succeeded = 0;
  long busy = 0;                    // 503
  std::vector<float> milliseconds;  // of what was answered
};

// What one connection sends next, and what it learns from the answer.
struct Script {
  std::function<std::string()> next;
  std::function<void(std::string_view)> learn = [](std::string_view) {};
};

// Every line of a file whose number leaves `index` when divided by `count`.
std::deque<std::string> lines_of(const std::string& path, std::size_t index, std::size_t count) {
  std::deque<std::string> lines;
  std::ifstream file(path);
  std::size_t number_of_line = 0;
  for (std::string line; std::getline(file, line); ++number_of_line) {
    if (number_of_line % count == index) lines.push_back(line);
  }
  if (lines.empty()) {
    fmt::print(stderr, "{} has too few lines\n", path);
    std::exit(1);
  }
  return lines;
}

Script make_script(int index, std::size_t connections, const std::vector<std::string>& arguments) {
  auto random =
      std::make_shared<std::mt19937>(static_cast<unsigned>(index) + std::random_device{}());
  const auto& mode = arguments[0];
  if (mode == "get") {
    std::string text = "GET " + arguments[1] + " HTTP/1.1\r\nHost: localhost\r\n";
    if (arguments.size() > 2) text += "Authorization: Bearer " + arguments[2] + "\r\n";
    return {[text = text + "\r\n"] { return text; }};
  }
  if (mode == "sign_in") {
    const auto accounts = number<std::size_t>(arguments[1]);
    return {[random, accounts, password = arguments[2]] {
      return post("/v1/sign-ins",
                  fmt::format(R"({{"identifier":"user{}@bench.example","password":"{}"}})",
                              (*random)() % accounts, password),
                  *random);
    }};
  }
  auto tokens = std::make_shared<std::deque<std::string>>(
      lines_of(arguments[1], static_cast<std::size_t>(index), connections));
  return {[random, tokens] {
            return post("/v1/tokens/refresh", R"({"refresh_token":")" + tokens->front() + "\"}",
                        *random);
          },
          [tokens](std::string_view body) {
            auto next = bench::text_member(body, "refresh_token");
            if (next.empty()) return;
            tokens->pop_front();
            tokens->push_back(std::move(next));
          }};
}

void run(int port, int index, int connections, double rate, Clock::time_point start,
         Clock::time_point end, const std::vector<std::string>& arguments, Tally& tally) {
  Connection connection(port);
  const auto script = make_script(index, static_cast<std::size_t>(connections), arguments);
  const auto step = rate > 0 ? std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(connections / rate))
                             : Clock::duration{};
  auto due = start + step * index / connections;
  while (rate > 0 ? due < end : Clock::now() < end) {
    ++tally.due;
    // Too late to be sent, as those behind it are: they are counted all the same.
    if (rate > 0 && Clock::now() >= end) {
      due += step;
      continue;
    }
    if (rate > 0) std::this_thread::sleep_until(due);
    const auto begun = rate > 0 ? due : Clock::now();
    const int status = connection.exchange(script.next());
    const std::chrono::duration<float, std::milli> took = Clock::now() - begun;
    due += step;
    const bool succeeded = status >= 200 && status < 300;
    if (succeeded) {
      ++tally.succeeded;
      script.learn(connection.body());
    }
    if (status == 503) ++tally.busy;
    if (succeeded || status == 503) tally.milliseconds.push_back(took.count());
    // What was to come is lost with its connection.
    if (status == 0) {
      for (; rate > 0 && due < end; due += step) ++tally.due;
      return;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    fmt::print(stderr, "usage: bench_load PORT CONNECTIONS SECONDS RATE get|sign_in|refresh …\n");
    return 2;
  }
  const int port = number(argv[1]);
  const int connections = number(argv[2]);
  const double seconds = number<double>(argv[3]);
  const double rate = number<double>(argv[4]);
  const std::vector<std::string> arguments(argv + 5, argv + argc);
  std::vector<Tally> tallies(static_cast<std::size_t>(connections));
  const auto start = Clock::now();
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<std::thread> threads;
  for (int i = 0; i < connections; ++i) {
    threads.emplace_back([&, i] {
      run(port, i, connections, rate, start, end, arguments, tallies[static_cast<std::size_t>(i)]);
    });
  }
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = Clock::now() - start;
  Tally all;
  for (auto& tally : tallies) {
    all.due += tally.due;
    all.succeeded += tally.succeeded;
    all.busy += tally.busy;
    all.milliseconds.insert(all.milliseconds.end(), tally.milliseconds.begin(),
                            tally.milliseconds.end());
  }
  std::ranges::sort(all.milliseconds);
  const auto quantile = [&](double share) {
    return all.milliseconds.empty()
               ? 0.0F
               : all.milliseconds[static_cast<std::size_t>(
                     share * static_cast<double>(all.milliseconds.size() - 1))];
  };
  const auto in_a_second =
      std::ranges::count_if(all.milliseconds, [](float one) { return one <= 1000; });
  fmt::print(R"({{"rate":{:.1f},"due":{},"answered":{},"succeeded":{},"busy":{},)"
             R"("p50_ms":{:.2f},"p99_ms":{:.2f},"in_1s":{:.4f}}})"
             "\n",
             static_cast<double>(all.succeeded) / took.count(), all.due, all.milliseconds.size(),
             all.succeeded, all.busy, quantile(0.5), quantile(0.99),
             static_cast<double>(in_a_second) / static_cast<double>(std::max(1L, all.due)));
}
