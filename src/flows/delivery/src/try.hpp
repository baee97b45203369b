// One try to send a message, which may be broken off.
#pragma once

#include <string>

#include <boost/asio/cancellation_signal.hpp>

#include <gatehouse/flows/delivery.hpp>

namespace gatehouse::flows {

struct Delivery::Try {
  boost::asio::cancellation_signal signal{};
  std::string cause{};  ///< empty: it was not broken off

  void break_off(std::string why) {
    cause = std::move(why);
    signal.emit(boost::asio::cancellation_type::terminal);
  }
};

}  // namespace gatehouse::flows
