// Which statements of several batches are executed together.
#pragma once

#include <string>
#include <vector>

#include <libpq-fe.h>

#include "batch.hpp"

namespace gatehouse::pg {

/// One execution of a statement: of one slot or, of a SetQuery, of one slot each of several batches.
struct Execution {
  struct Input {
    Batch* batch;
    std::size_t slot;
  };
  const Statement* statement;
  std::vector<Input> inputs;
};

/// The executions of all slots: those of a batch in its order, the same SetQuery of several batches in one.
std::vector<Execution> executions_of(const Batches& batches);

/// The parameters of an execution, as the statement takes them.
Parameters parameters_of(const Execution& execution);

/// Gives each input its part of the result; takes the result over. Throws std::runtime_error when the rows do not say
/// whose they are.
void distribute(PGresult* result, const Execution& execution);

}  // namespace gatehouse::pg
