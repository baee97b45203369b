#include "arguments.hpp"

#include "environment.hpp"

namespace gatehouse::app {

std::function<void()> on_database(const Arguments& a, Choice& choice, DatabaseWork work,
                                  Schema schema) {
  return [&a, &choice, work = std::move(work), schema] {
    choice = [&a, work, schema] {
      const auto settings = load_settings(a.config);
      return with_database(settings, schema,
                           [&](pg::Database& database) { return work(settings, database); });
    };
  };
}

}  // namespace gatehouse::app
