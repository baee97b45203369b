// What a NATS server says: cut in any way it gives the same operations, and nothing of it is lost or made up.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <gatehouse/base/assert.hpp>
#include <gatehouse/base/errors.hpp>

#include "acknowledgement.hpp"
#include "protocol.hpp"

namespace {

using gatehouse::events::Operation;

struct Outcome {
  std::vector<Operation> operations;
  bool refused = false;
};

Outcome read(std::string_view bytes, std::size_t step) {
  Outcome outcome;
  gatehouse::events::Reader reader;
  try {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      reader.feed(bytes.substr(at, step));
      while (auto operation = reader.next()) outcome.operations.push_back(std::move(*operation));
    }
  } catch (const gatehouse::Unavailable&) {
    outcome.refused = true;
  }
  return outcome;
}

bool same(const Operation& a, const Operation& b) {
  return a.kind == b.kind && a.text == b.text && a.subject == b.subject && a.headers == b.headers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto whole = read(bytes, size + 1);
  std::size_t told = 0;
  for (const auto& operation : whole.operations) {
    told += operation.text.size() + operation.subject.size() + operation.headers.size();
    const int status = gatehouse::events::status_in(operation.headers);
    GH_ASSERT(status >= 0 && status <= 999);
    gatehouse::events::refusal_in(operation.text);
  }
  GH_ASSERT(told <= size);
  for (const std::size_t step : {1, 3}) {
    const auto cut = read(bytes, step);
    GH_ASSERT(cut.refused == whole.refused);
    GH_ASSERT(cut.operations.size() == whole.operations.size());
    for (std::size_t i = 0; i < cut.operations.size(); ++i)
      GH_ASSERT(same(cut.operations[i], whole.operations[i]));
  }
  return 0;
}
