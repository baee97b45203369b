#include "connection.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::pg {

namespace asio = boost::asio;

namespace {

// Whoever is told may let go of the batch: the function must not live in it meanwhile.
void finish(Batch& batch) {
  if (const auto on_done = std::exchange(batch.on_done, nullptr)) on_done();
}

}  // namespace

Connection::Connection(asio::any_io_executor executor) : socket_(executor) {}

Connection::~Connection() { close("the connection is no longer needed"); }

Task<> Connection::wait_for(bool write) {
  boost::system::error_code error;
  co_await socket_.async_wait(write ? asio::posix::stream_descriptor::wait_write
                                    : asio::posix::stream_descriptor::wait_read,
                              asio::redirect_error(asio::use_awaitable, error));
  if (error) throw Unavailable("waiting for PostgreSQL: " + error.message());
}

void Connection::assign_socket() {
  // libpq can have opened another socket, or the same number anew: Asio must watch the present one.
  if (socket_.is_open()) socket_.release();
  const int descriptor = PQsocket(connection_);
  if (descriptor >= 0) socket_.assign(descriptor);
}

Task<> Connection::connect(Hosts& hosts, std::chrono::milliseconds limit) {
  const auto self = shared_from_this();
  std::exception_ptr last;
  for (std::size_t attempt = 0; attempt < hosts.size(); ++attempt) {
    std::vector<std::string> addresses;
    try {
      addresses = co_await hosts.addresses(socket_.get_executor(), attempt, limit);
    } catch (const Unavailable&) {
      last = std::current_exception();
    }
    for (const auto& address : addresses) {
      try {
        co_await connect_to(hosts.start(attempt, address), limit);
        hosts.prefer(attempt, address);
        co_return;
      } catch (const Unavailable& refused) {
        close(refused.what());
        last = std::current_exception();
      }
    }
  }
  std::rethrow_exception(last);
}

Task<> Connection::connect_to(PGconn* started, std::chrono::milliseconds limit) {
  connection_ = started;
  if (connection_ == nullptr) throw std::bad_alloc();
  // Standard error is the log's; failures arrive as results.
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  asio::steady_timer timer(socket_.get_executor(), limit);
  timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto connection = weak.lock();
    if (!error && connection && !connection->open_ && connection->socket_.is_open()) {
      connection->socket_.cancel();
    }
  });
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK && PQstatus(connection_) != CONNECTION_BAD) {
    assign_socket();
    co_await wait_for(status == PGRES_POLLING_WRITING);
    socket_.release();
    status = PQconnectPoll(connection_);
    if (status == PGRES_POLLING_FAILED) break;
  }
  if (status != PGRES_POLLING_OK || PQsetnonblocking(connection_, 1) != 0 ||
      PQenterPipelineMode(connection_) != 1) {
    throw Unavailable(std::string("PostgreSQL: ") + PQerrorMessage(connection_));
  }
  assign_socket();
  open_ = true;
}

void Connection::close(const std::string& cause) {
  const bool was_open = std::exchange(open_, false);
  if (socket_.is_open()) {
    socket_.cancel();
    socket_.release();
  }
  PQfinish(std::exchange(connection_, nullptr));
  prepared_.clear();
  auto lost = std::exchange(group_, {});
  for (auto& flight : std::exchange(flights_, {})) {
    if (flight.holder) flight.batches = {flight.holder};
    lost.insert(lost.end(), flight.batches.begin(), flight.batches.end());
  }
  for (const auto& batch : lost) {
    batch->error = std::make_exception_ptr(Unavailable("PostgreSQL: " + cause));
    finish(*batch);
  }
  if (was_open && on_close) on_close();
}

void Connection::submit(std::shared_ptr<Batch> batch) {
  GH_ASSERT(open_);
  if (!batch->reading) return send({std::move(batch)});
  group_.push_back(std::move(batch));
  if (group_posted_ || reads_in_flight_ > 0) return;
  group_posted_ = true;
  asio::post(socket_.get_executor(), [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->group_posted_ = false;
    if (self->open_) self->send_group();
  });
}

void Connection::send_group() {
  if (!group_.empty()) send(std::exchange(group_, {}));
}

void Connection::submit_held(Batches batches, std::shared_ptr<Batch> holder) {
  GH_ASSERT(open_);
  send(std::move(batches), std::move(holder));
}

void Connection::send(Batches batches, std::shared_ptr<Batch> holder) {
  if (batches.front()->reading) ++reads_in_flight_;
  auto executions = executions_of(batches);
  auto& flight = flights_.emplace_back(InFlight{.batches = std::move(batches),
                                                .holder = std::move(holder),
                                                .executions = std::move(executions),
                                                .sent_at = std::chrono::steady_clock::now()});
  // Only one that goes alone, or a holder, has commands.
  auto& leader = flight.holder ? *flight.holder : *flight.batches.front();
  for (const auto* command : leader.first) send_command(flight, leader, command);
  for (std::size_t i = 0; i < flight.executions.size(); ++i) send_execution(flight, i);
  if (leader.last != nullptr) send_command(flight, leader, leader.last);
  flight.expected.push_back({Step::sync});
  if (PQpipelineSync(connection_) != 1) return close(PQerrorMessage(connection_));
  start_writing();
  start_reading();
}

void Connection::send_execution(InFlight& flight, std::size_t index) {
  const auto& execution = flight.executions[index];
  const auto& statement = *execution.statement;
  auto* batch = flight.holder ? flight.holder.get() : execution.inputs.front().batch;
  if (prepared_.size() <= statement.index()) prepared_.resize(statement.index() + 1);
  if (!prepared_[statement.index()]) {
    prepared_[statement.index()] = true;
    PQsendPrepare(connection_, statement.prepared_name().c_str(), statement.text(),
                  static_cast<int>(statement.parameters().size()), statement.parameters().data());
    flight.expected.push_back({Step::prepare, batch, index});
  }
  const auto parameters = parameters_of(execution);
  constexpr std::size_t inline_size = 24;
  const std::size_t count = parameters.places.size();
  GH_ASSERT(count <= inline_size);
  const char* values[inline_size];
  int sizes[inline_size];
  int formats[inline_size];
  for (std::size_t i = 0; i < count; ++i) {
    const auto& place = parameters.places[i];
    values[i] = place.size < 0 ? nullptr : parameters.bytes.data() + place.offset;
    sizes[i] = place.size < 0 ? 0 : place.size;
    formats[i] = 1;
  }
  PQsendQueryPrepared(connection_, statement.prepared_name().c_str(), static_cast<int>(count),
                      values, sizes, formats, 1);
  flight.expected.push_back({Step::execute, batch, index});
}

void Connection::send_command(InFlight& flight, Batch& batch, const char* text) {
  PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, 1);
  flight.expected.push_back({Step::command, &batch});
}

void Connection::start_writing() {
  const int state = PQflush(connection_);
  if (state < 0) return close(PQerrorMessage(connection_));
  if (state == 0 || writing_) return;
  writing_ = true;
  socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                     [self = shared_from_this()](boost::system::error_code error) {
                       self->writing_ = false;
                       if (!error && self->open_) self->start_writing();
                     });
}

void Connection::start_reading() {
  if (reading_ || !open_) return;
  reading_ = true;
  socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                     [self = shared_from_this()](boost::system::error_code error) {
                       self->reading_ = false;
                       if (!error && self->open_) self->on_readable();
                     });
}

void Connection::on_readable() {
  const bool alive = PQconsumeInput(connection_) == 1;
  Batches done;
  if (alive) {
    take_notifications();
    take_results(done);
    // Keeps watching also while idle: a server that goes away is noticed at once, not by the next request.
    start_writing();
    start_reading();
  }
  const std::string cause = alive ? "" : PQerrorMessage(connection_);
  // What has waited for the server to be free goes first, so that it works while the answers are read here.
  if (alive && open_ && reads_in_flight_ == 0) send_group();
  // Whoever waits may submit more, or close; so nothing of this object is touched in between.
  for (const auto& batch : done) finish(*batch);
  if (!alive && open_) close(cause);
}

void Connection::take_results(Batches& done) {
  while (!flights_.empty() && PQisBusy(connection_) == 0) {
    PGresult* result = PQgetResult(connection_);
    if (result == nullptr) {
      // The end of one statement's results: the next one's may follow.
      auto& flight = flights_.front();
      if (flight.expected[flight.answered].step != Step::sync) ++flight.answered;
      continue;
    }
    take_result(result, done);
  }
}

void Connection::take_result(PGresult* raw, Batches& done) {
  std::unique_ptr<PGresult, decltype(&PQclear)> result(raw, &PQclear);
  const auto status = PQresultStatus(raw);
  if (status == PGRES_PIPELINE_SYNC) return take_sync(done);
  auto& flight = flights_.front();
  const auto& expected = flight.expected[flight.answered];
  // The commit itself, which the sync is, concerns them all.
  auto& leader = flight.holder ? *flight.holder : *flight.batches.front();
  auto& batch = expected.step == Step::sync ? leader : *expected.batch;
  const bool failed = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;
  if (failed) {
    // Whether the name exists now is unknown: it may have been prepared before another statement failed.
    if (expected.step == Step::prepare)
      prepared_[flight.executions[expected.index].statement->index()] = false;
    if (status == PGRES_FATAL_ERROR && !batch.error) batch.error = error_of(raw);
    flight.failed = true;
    return;
  }
  if (expected.step != Step::execute) return;
  try {
    distribute(result.release(), flight.executions[expected.index]);
  } catch (const std::exception&) {
    // It has been executed: whoever it was for is told, and nothing is sent again.
    batch.error = std::current_exception();
    for (const auto& input : flight.executions[expected.index].inputs)
      input.batch->error = batch.error;
  }
}

void Connection::take_sync(Batches& done) {
  auto flight = std::move(flights_.front());
  flights_.pop_front();
  if (flight.batches.front()->reading) --reads_in_flight_;
  if (flight.holder) return done.push_back(std::move(flight.holder));
  if (!flight.failed || flight.batches.size() == 1) {
    done.insert(done.end(), flight.batches.begin(), flight.batches.end());
    return;
  }
  // None of them took place. Alone, those that can succeed do.
  for (auto& batch : flight.batches) {
    batch->error = nullptr;
    if (open_) {
      send({std::move(batch)});
    } else {
      batch->error = std::make_exception_ptr(Unavailable("PostgreSQL: the connection was lost"));
      done.push_back(std::move(batch));
    }
  }
}

void Connection::listen(const std::vector<std::string>& channels, NotificationHandler handler,
                        std::function<void()> on_ready) {
  on_notification_ = std::move(handler);
  for (const auto& channel : channels) {
    const auto command = "LISTEN " + channel;
    auto batch = std::make_shared<Batch>();
    batch->first = {command.c_str()};
    batch->on_done = [] {};
    if (&channel == &channels.back()) {
      // A failed batch means a lost connection: the next one will be ready.
      batch->on_done = [ready = on_ready, weak = std::weak_ptr(batch)] {
        if (const auto held = weak.lock(); held && !held->error) ready();
      };
    }
    submit(std::move(batch));
    if (!open_) return;
  }
}

void Connection::take_notifications() {
  while (PGnotify* notification = PQnotifies(connection_)) {
    const std::unique_ptr<PGnotify, decltype(&PQfreemem)> guard(notification, &PQfreemem);
    if (on_notification_) on_notification_(notification->relname, notification->extra);
  }
}

void Connection::check_silence(std::chrono::milliseconds limit) {
  if (!flights_.empty() && std::chrono::steady_clock::now() - flights_.front().sent_at > limit) {
    close("no answer");
  }
}

std::exception_ptr error_of(const PGresult* result) {
  const auto field = [&](int code) {
    const char* text = PQresultErrorField(result, code);
    return std::string(text == nullptr ? "" : text);
  };
  const auto state = field(PG_DIAG_SQLSTATE);
  const auto message = "PostgreSQL " + state + ": " + field(PG_DIAG_MESSAGE_PRIMARY);
  if (state.starts_with("23")) {
    return std::make_exception_ptr(
        ConstraintViolation(message, state, field(PG_DIAG_CONSTRAINT_NAME)));
  }
  if (state == "40001" || state == "40P01") return std::make_exception_ptr(Retry(message));
  // Lost connection, resources, lock time-out, cancelled or shut down, read-only after a failover, lost prepared name.
  for (const auto* unavailable : {"08", "53", "57", "55P03", "25006", "26000", "0A000"}) {
    if (state.starts_with(unavailable)) return std::make_exception_ptr(Unavailable(message));
  }
  return std::make_exception_ptr(QueryError(message, state));
}

}  // namespace gatehouse::pg
