#include "executions.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace gatehouse::pg {
namespace {

constexpr std::size_t array_header_size = 20;

// A batch and how far it has come.
struct Cursor {
  Batch* batch;
  std::size_t next = 0;

  bool is_at_end() const { return next == batch->slots.size(); }
  const Statement* head() const { return is_at_end() ? nullptr : batch->slots[next].statement; }
  bool comes_to(const Statement* statement) const {
    const auto later = batch->slots.subspan(std::min(next + 1, batch->slots.size()));
    return head() != statement &&
           std::ranges::find(later, statement, &detail::Slot::statement) != later.end();
  }
};

// The one whose next statement no other comes to later: so that they meet where their ways are the same.
Cursor& furthest_behind(std::vector<Cursor>& cursors, Cursor& first) {
  auto* chosen = &first;
  std::vector<const Cursor*> passed{chosen};
  for (auto i = cursors.begin(); i != cursors.end();) {
    const bool is_new = std::ranges::find(passed, &*i) == passed.end();
    if (is_new && chosen->head()->takes_sets() && i->comes_to(chosen->head())) {
      chosen = &*i;
      passed.push_back(chosen);
      i = cursors.begin();
    } else {
      ++i;
    }
  }
  return *chosen;
}

std::int64_t affected_rows(PGresult* result) noexcept {
  return std::strtoll(PQcmdTuples(result), nullptr, 10);
}

}  // namespace

std::vector<Execution> executions_of(const Batches& batches) {
  std::vector<Cursor> cursors;
  for (const auto& batch : batches) {
    if (!batch->abandoned) cursors.push_back({batch.get()});
  }
  std::vector<Execution> executions;
  for (auto& first : cursors) {
    while (!first.is_at_end()) {
      auto& chosen = furthest_behind(cursors, first);
      auto& execution = executions.emplace_back(Execution{chosen.head(), {}});
      if (!execution.statement->takes_sets()) {
        execution.inputs.push_back({chosen.batch, chosen.next++});
        continue;
      }
      for (auto& cursor : cursors) {
        if (cursor.head() == execution.statement)
          execution.inputs.push_back({cursor.batch, cursor.next++});
      }
    }
  }
  return executions;
}

Parameters parameters_of(const Execution& execution) {
  const auto input = [&](std::size_t i) -> const Parameters& {
    const auto& [batch, slot] = execution.inputs[i];
    return batch->slots[slot].parameters;
  };
  if (!execution.statement->takes_sets()) return input(0);
  Parameters out;
  const auto elements = execution.statement->elements();
  const auto count = execution.inputs.size();
  std::size_t size = elements.size() * (array_header_size + count * sizeof(std::int32_t));
  for (std::size_t i = 0; i < count; ++i) size += input(i).bytes.size();
  out.bytes.reserve(size);
  out.places.reserve(elements.size());
  for (std::size_t p = 0; p < elements.size(); ++p) {
    const auto offset = out.bytes.size();
    bool has_nulls = false;
    for (std::size_t i = 0; i < count; ++i) has_nulls |= input(i).places[p].size < 0;
    append_array_header(out.bytes, elements[p], count, has_nulls);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& [bytes, places] = input(i);
      append_int32(out.bytes, places[p].size);
      if (places[p].size > 0)
        out.bytes.append(bytes, places[p].offset, static_cast<std::size_t>(places[p].size));
    }
    out.places.push_back(
        {static_cast<std::uint32_t>(offset), static_cast<std::int32_t>(out.bytes.size() - offset)});
  }
  return out;
}

void distribute(PGresult* raw, const Execution& execution) {
  const std::shared_ptr<PGresult> result(raw, &PQclear);
  const bool is_set = execution.statement->takes_sets();
  const auto count = execution.inputs.size();
  const int rows = PQntuples(raw);
  std::vector<std::vector<int>> rows_of(count);
  if (!is_set) {
    rows_of[0].resize(static_cast<std::size_t>(rows));
    std::iota(rows_of[0].begin(), rows_of[0].end(), 0);
  } else {
    for (int row = 0; row < rows; ++row) {
      const auto ordinal = read_int64(RawRow{raw, row, 0}.column(0).value_or(""));
      if (ordinal < 1 || static_cast<std::size_t>(ordinal) > count) throw_malformed("ordinal");
      rows_of[static_cast<std::size_t>(ordinal - 1)].push_back(row);
    }
  }
  const bool says_whose = is_set && PQnfields(raw) > 0;
  const bool is_one_each = affected_rows(raw) == static_cast<std::int64_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [batch, slot] = execution.inputs[i];
    if (batch->abandoned) continue;
    auto& answer = batch->slots[slot].answer;
    answer.result = result;
    answer.skipped = is_set ? 1 : 0;
    answer.affected = !is_set       ? affected_rows(raw)
                      : says_whose  ? static_cast<std::int64_t>(rows_of[i].size())
                      : is_one_each ? 1
                                    : 0;
    answer.rows = std::move(rows_of[i]);
  }
}

}  // namespace gatehouse::pg
