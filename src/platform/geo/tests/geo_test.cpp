#include <gatehouse/platform/geo.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::geo {
namespace {

namespace fs = std::filesystem;

const fs::path cities = fs::path(GH_TEST_DATA) / "geo/GeoIP2-City-Test.mmdb";

IpAddress at(std::string_view text) { return IpAddress::parse(text).value(); }

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

TEST(Places, KnowCityRegionAndCountry) {
  const Places places(cities);
  EXPECT_EQ(places.find(at("81.2.69.142")), (Place{"GB", "England", "London"}));
  EXPECT_EQ(places.find(at("89.160.20.113")), (Place{"SE", "Östergötland County", "Linköping"}));
  EXPECT_EQ(places.find(at("2001:218::1")), (Place{"JP", std::nullopt, std::nullopt}));
  EXPECT_TRUE(places.description().starts_with("GeoIP2-City of 20"));
}

TEST(Places, KnowNothingOfPrivateAndOtherNetworks) {
  const Places places(cities);
  EXPECT_EQ(places.find(at("10.0.0.1")), std::nullopt);
  EXPECT_EQ(places.find(at("::1")), std::nullopt);
  EXPECT_EQ(places.find(at("9.9.9.9")), std::nullopt);
  EXPECT_EQ(places.find(at("214.1.1.1")), std::nullopt) << "a network without a country";
  EXPECT_EQ(places.find(std::optional<IpAddress>{}), std::nullopt);
}

TEST(Places, AreNoneWithoutAFile) {
  Places places("");
  EXPECT_EQ(places.find(at("81.2.69.142")), std::nullopt);
  EXPECT_FALSE(places.refresh());
  EXPECT_EQ(places.description(), "");
}

TEST(Places, RefuseWhatIsNoDatabase) {
  const test::TempDir dir;
  EXPECT_THROW(Places(dir.path() / "missing.mmdb"), std::runtime_error);
  write(dir.path() / "text.mmdb", "no database");
  EXPECT_THROW(Places(dir.path() / "text.mmdb"), std::runtime_error);
  write(dir.path() / "empty.mmdb", "");
  EXPECT_THROW(Places(dir.path() / "empty.mmdb"), std::runtime_error);
  auto other = content(cities);
  for (auto found = other.find("GeoIP2-City"); found != std::string::npos;
       found = other.find("GeoIP2-City"))
    other.replace(found, 11, "GeoIP2-ISP!");
  write(dir.path() / "other.mmdb", other);
  EXPECT_THROW(Places(dir.path() / "other.mmdb"), std::runtime_error);
}

// Whatever a damaged file says, looking it up ends, within the file.
TEST(Places, SurviveADamagedFile) {
  const test::TempDir dir;
  const auto whole = content(cities);
  const auto file = dir.path() / "damaged.mmdb";
  for (std::size_t region = 0; region < whole.size(); region += 257) {
    auto damaged = whole;
    for (std::size_t i = region; i < std::min(region + 64, whole.size()); ++i)
      damaged[i] = static_cast<char>(~damaged[i]);
    write(file, damaged);
    try {
      const Places places(file);
      for (const auto* address : {"81.2.69.142", "89.160.20.113", "2001:218::1", "9.9.9.9"})
        places.find(at(address));
    } catch (const std::runtime_error&) {
      continue;
    }
  }
}

TEST(Places, FollowAFileThatIsReplaced) {
  const test::TempDir dir;
  const auto file = dir.path() / "city.mmdb";
  auto older = content(cities);
  for (auto found = older.find("London"); found != std::string::npos; found = older.find("London"))
    older.replace(found, 6, "Dhaka!");
  write(file, older);
  Places places(file);
  EXPECT_EQ(places.find(at("81.2.69.142"))->city, "Dhaka!");
  EXPECT_FALSE(places.refresh());

  std::jthread reader([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) EXPECT_TRUE(places.find(at("81.2.69.142")));
  });
  fs::copy_file(cities, dir.path() / "new.mmdb");
  fs::rename(dir.path() / "new.mmdb", file);
  EXPECT_TRUE(places.refresh());
  EXPECT_EQ(places.find(at("81.2.69.142"))->city, "London");

  write(dir.path() / "bad.mmdb", "no database");
  fs::rename(dir.path() / "bad.mmdb", file);
  EXPECT_THROW(places.refresh(), std::runtime_error);
  fs::remove(file);
  EXPECT_THROW(places.refresh(), std::runtime_error);
  EXPECT_EQ(places.find(at("81.2.69.142"))->city, "London") << "what is open stays";
}

}  // namespace
}  // namespace gatehouse::geo
