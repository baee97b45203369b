// What a statement can fail with. A lost connection, a time-out and a full queue are gatehouse::Unavailable.
#pragma once

#include <stdexcept>
#include <string>

#include <gatehouse/base/errors.hpp>

namespace gatehouse::pg {

/// The server refused a statement. Reaches a request only as a bug: expected outcomes are rows.
class QueryError : public std::runtime_error {
 public:
  QueryError(const std::string& message, std::string sqlstate)
      : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
  const std::string& sqlstate() const noexcept { return sqlstate_; }

 private:
  std::string sqlstate_;
};

/// A constraint of the schema refused a row (SQLSTATE class 23). Told apart by the constraint's name, never by the
/// message.
class ConstraintViolation : public QueryError {
 public:
  ConstraintViolation(const std::string& message, std::string sqlstate, std::string constraint)
      : QueryError(message, std::move(sqlstate)), constraint_(std::move(constraint)) {}
  const std::string& constraint() const noexcept { return constraint_; }

 private:
  std::string constraint_;
};

/// Deadlock or serialization failure: nothing of the transaction took place, and the whole may be tried again. For a
/// request that is 503 with Retry-After, as for every other Unavailable.
class Retry : public Unavailable {
  using Unavailable::Unavailable;
};

/// A statement came out otherwise than Transaction::demand() asked. Nothing of the transaction took place.
class Unmet : public Retry {
 public:
  Unmet() : Retry("what the transaction was to find has changed") {}
};

}  // namespace gatehouse::pg
