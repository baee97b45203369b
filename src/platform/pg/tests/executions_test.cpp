// What several batches ask at one moment: which of it is one execution.
#include "executions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gatehouse::pg {
namespace {

const SetQuery<void(std::string)> lock{{"executions.lock", "SELECT 1 FROM unnest($1::text[])"}};
const SetQuery<void(std::string)> use{{"executions.use", "SELECT 1 FROM unnest($1::text[])"}};
const SetQuery<void(std::string)> note{{"executions.note", "SELECT 1 FROM unnest($1::text[])"}};
const Query<void(std::string)> single{{"executions.single", "SELECT $1"}};

struct Asked {
  std::vector<detail::Slot> slots;
  std::shared_ptr<Batch> batch = std::make_shared<Batch>();
};

class Executions : public testing::Test {
 protected:
  void ask(const std::vector<const Query<void(std::string)>*>& queries) {
    auto& asked = asked_.emplace_back(std::make_unique<Asked>());
    for (const auto* query : queries)
      asked->slots.push_back(
          {&query->statement(), query->encode(fmt::format("{}", asked_.size()))});
    asked->batch->slots = asked->slots;
    batches.push_back(asked->batch);
  }

  /// "lock(1,2) use(1)": each execution with the batches that it is for.
  std::string executions() const {
    std::string text;
    for (const auto& execution : executions_of(batches)) {
      std::string inputs;
      for (const auto& input : execution.inputs) {
        const auto at = std::ranges::find(batches, input.batch, &std::shared_ptr<Batch>::get);
        inputs += fmt::format("{}{}", inputs.empty() ? "" : ",", at - batches.begin() + 1);
      }
      text += fmt::format("{}{}({})", text.empty() ? "" : " ",
                          execution.statement->name().substr(11), inputs);
    }
    return text;
  }

  Batches batches;

 private:
  std::vector<std::unique_ptr<Asked>> asked_;
};

TEST_F(Executions, OfTheSameSetQueryAreOne) {
  for (int i = 0; i < 3; ++i) ask({&lock, &use, &note});
  EXPECT_EQ(executions(), "lock(1,2,3) use(1,2,3) note(1,2,3)");
}

TEST_F(Executions, OfOtherQueriesAreEachAlone) {
  for (int i = 0; i < 2; ++i) ask({&single, &note});
  EXPECT_EQ(executions(), "single(1) single(2) note(1,2)");
}

TEST_F(Executions, KeepTheOrderOfEachAndMeetAgainAfterADifference) {
  ask({&lock, &note});
  ask({&lock, &single, &use, &note});
  ask({&lock, &use, &note});
  EXPECT_EQ(executions(), "lock(1,2,3) single(2) use(2,3) note(1,2,3)");
}

TEST_F(Executions, OfOppositeOrdersComeToAnEnd) {
  ask({&lock, &use});
  ask({&use, &lock});
  EXPECT_EQ(executions(), "use(2) lock(1,2) use(1)");
}

TEST_F(Executions, HaveOneOfABatchEach) {
  ask({&note, &note});
  ask({&note});
  EXPECT_EQ(executions(), "note(1,2) note(1)");
}

TEST_F(Executions, LeaveOutWhoHasGone) {
  ask({&lock});
  ask({&lock});
  batches.front()->abandoned = true;
  EXPECT_EQ(executions(), "lock(2)");
}

TEST_F(Executions, PutTheirInputsIntoOneArray) {
  ask({&lock});
  ask({&lock});
  const auto parameters = parameters_of(executions_of(batches).front());
  ASSERT_EQ(parameters.places.size(), 1U);
  const auto elements = read_array(parameters.bytes);
  EXPECT_EQ(elements, (std::vector<std::string_view>{"1", "2"}));
}

}  // namespace
}  // namespace gatehouse::pg
