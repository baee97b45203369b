// Everything that one worker thread serves requests with: its connections, its caches, its flows and its routes.
#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include <gatehouse/app/shared.hpp>
#include <gatehouse/platform/api/router.hpp>
#include <gatehouse/platform/pg/database.hpp>

namespace gatehouse::app {

class Worker {
 public:
  /// Connects in the background; requests before that are answered with 503.
  Worker(boost::asio::io_context& context, Shared& shared);
  ~Worker();

  api::Router& router() noexcept;
  pg::Database& database() noexcept;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gatehouse::app
