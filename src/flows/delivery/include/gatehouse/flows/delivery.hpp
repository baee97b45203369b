// Sends the queued messages: claims them with a lease, hands them to a sender, tries again with growing waits, gives up
// on what can never arrive. Several instances share the queue.
#pragma once

#include <string>

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
  DeliveryId id;
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
  virtual Task<SendResult> send(const OutgoingMessage& message) = 0;
};

class Delivery {
 public:
  struct Tools {
    pg::Database& database;
    const crypto::KeyRing& ring;
    Sender& sender;
    const Clock& clock;
    telemetry::Metrics& metrics;
  };
  /// All of `tools` outlives the delivery.
  explicit Delivery(const Tools& tools) : tools_(tools) {}

  /// Sends what is due now, at most one batch; returns how many messages it took. Throws Unavailable.
  Task<int> run_once();

 private:
  Task<> deliver(records::ClaimedDelivery claimed);

  Tools tools_;
};

}  // namespace gatehouse::flows
