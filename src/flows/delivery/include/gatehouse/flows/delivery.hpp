// Sends the queued messages: claims as many as it can begin at once, hands them to a sender, tries again with growing
// waits, gives up on what can never arrive.
//
// Several instances share the queue. A message is sent by who holds its lease; a try ends before its lease does, so no
// two instances have it at once. Each channel has places of its own: one that is stuck stops no other. A message that
// fails, whatever the reason, is a failure of that message alone.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>

#include <gatehouse/base/clock.hpp>
#include <gatehouse/platform/crypto/key_ring.hpp>
#include <gatehouse/platform/pg/database.hpp>
#include <gatehouse/platform/runtime/task.hpp>
#include <gatehouse/platform/telemetry/metrics.hpp>
#include <gatehouse/records/deliveries.hpp>

namespace gatehouse::flows {

/// A message ready to be put into words and sent.
struct OutgoingMessage {
  DeliveryId id;  ///< the same at each try: for receivers that drop what arrives twice
  records::DeliveryChannel channel{};
  std::string to;
  std::string name;  ///< of the template
  std::string locale;
  boost::json::object values;
};

enum class SendOutcome { sent, temporary_failure, permanent_failure };

struct SendResult {
  SendOutcome outcome = SendOutcome::sent;
  std::string error{};  ///< for operators; holds no code and no address
};

class Sender {
 public:
  virtual ~Sender() = default;
  /// Tries once. `message` outlives the await. Several may be under way. A cancelled await (terminal) ends soon; what
  /// it gives or throws then is a temporary failure, as is any other exception: another version of the program may know
  /// a template that this one does not.
  virtual Task<SendResult> send(const OutgoingMessage& message) = 0;
};

struct DeliveryRules {
  int places = 16;  ///< messages of one channel that are being sent at the same time
  std::chrono::milliseconds longest_try{75'000};  ///< after which a try is broken off
  std::chrono::seconds lease{120};  ///< of a claim: longer than a try and the note of its result
  std::int16_t max_attempts = 10;
};

/// Used on the thread of its executor only. Held by a shared pointer: messages that are being sent keep it alive.
class Delivery : public std::enable_shared_from_this<Delivery> {
 public:
  struct Tools {
    pg::Database& database;
    const crypto::KeyRing& ring;
    std::shared_ptr<Sender> sender;
    const Clock& clock;
    telemetry::Metrics& metrics;
  };
  /// What `tools` refers to outlives the delivery.
  Delivery(boost::asio::any_io_executor executor, Tools tools, DeliveryRules rules = {});

  /// Begins to send what is due, as much as there are free places, and does not wait for it. When more is due than
  /// there are places, returns true, after one has become free or 200 ms: call again at once. Else returns false. One
  /// call at a time. Throws Unavailable.
  Task<bool> run_once();
  /// Begins no more. What is being sent may go on for `grace`, then it is broken off and due again. A claim that has
  /// not been begun is given back.
  void stop(std::chrono::milliseconds grace);
  /// Messages that are being sent, or whose result is being noted.
  int in_flight() const noexcept;

 private:
  struct Lane {
    records::DeliveryChannel channel{};
    int in_flight = 0;
    bool has_more = false;  ///< the last claim took as many as there were places
  };
  struct Claim {
    records::ClaimedDelivery delivery;
    Timestamp leased_until;
  };
  struct Try;
  class Place;

  Task<std::vector<Claim>> claim();
  Task<> give_back(std::vector<Claim> claims);
  bool must_wait() const noexcept;
  Lane& lane_of(records::DeliveryChannel channel);
  void begin(Claim claim);
  Task<> deliver(Claim claim);
  Task<SendResult> send(const records::ClaimedDelivery& claimed);
  Task<SendResult> send_in_time(const OutgoingMessage& message);
  Task<> settle(const Claim& claim, const SendResult& result);
  Task<std::int64_t> note(const records::ClaimedDelivery& claimed, const SendResult& result);
  bool gives_up(const records::ClaimedDelivery& claimed, const SendResult& result) const noexcept;

  boost::asio::any_io_executor executor_;
  Tools tools_;
  DeliveryRules rules_;
  std::vector<Lane> lanes_;
  boost::asio::steady_timer place_freed_;  ///< cancelled when a place is free, and by stop()
  boost::asio::steady_timer grace_;        ///< after stop()
  std::set<Try*> tries_;                   ///< under way
  bool stopped_ = false;
  bool broken_off_ = false;  ///< the grace is over
};

}  // namespace gatehouse::flows
