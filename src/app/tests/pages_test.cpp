#include <gatehouse/app/pages.hpp>

#include <fstream>

#include <gtest/gtest.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::app {
namespace {

class PagesTest : public testing::Test {
 protected:
  PagesTest() {
    for (const auto* page : {"sign-in", "account", "mailbox", "docs"})
      write(std::string(page) + "/index.html", page);
    write("push-worker.js", "worker");
    write("assets/start-3wTN6nF-.js", "script");
    write("assets/start-3wTN6nF-.js.br", "br");
    write("assets/start-3wTN6nF-.js.gz", "gz");
  }

  void write(const std::string& name, const std::string& content) {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }

  http::Response get(const std::string& path, http::Headers headers = {},
                     const std::string& method = "GET") const {
    const http::Request request{
        .method = method, .target = path, .path = path, .headers = std::move(headers)};
    return Pages(folder_.path().string()).answer(request);
  }

  test::TempDir folder_;
};

TEST_F(PagesTest, AnswerTheAddressesThatPeopleSee) {
  for (const auto* path : {"/", "/sign-in", "/sign-in/", "/sign-up"})
    EXPECT_EQ(get(path).content(), "sign-in") << path;
  for (const auto* path : {"/account", "/account/", "/account/devices", "/account/nothing"})
    EXPECT_EQ(get(path).content(), "account") << path;
  for (const auto* path : {"/approve", "/approve/", "/approve/apr_01h455vb4pex5vsknk084sn02q"})
    EXPECT_EQ(get(path).content(), "account") << path;
  EXPECT_EQ(get("/docs").content(), "docs");
}

TEST_F(PagesTest, AnswerNothingElse) {
  for (const auto* path :
       {"/accounts", "/approves", "/push-worker", "/approve.js", "/sign-in/index.html",
        "/mailbox/index.html", "/assets/", "/assets/../sign-in/index.html",
        "/assets/start-3wTN6nF-.js.br", "/v1/x"})
    EXPECT_EQ(get(path).status, 404) << path;
  EXPECT_EQ(get("/sign-in", {}, "POST").status, 405);
}

TEST_F(PagesTest, TellPeopleThatAnAddressIsUnknownOnAPage) {
  const std::string browser = "text/html,application/xhtml+xml,*/*;q=0.8";
  for (const auto* path : {"/accounts", "/sign-in/nothing", "/sign-in/index.html", "/v1/x"}) {
    const auto answer = get(path, {{"Accept", browser}});
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(answer.content(), "sign-in") << path;
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_NE(answer.header("Content-Security-Policy"), "");
    EXPECT_EQ(answer.header("ETag"), "");
  }
  // Neither programs, nor what a page loads, nor who has the document of another address already.
  EXPECT_NE(get("/accounts", {{"Accept", "*/*"}}).content(), "sign-in");
  EXPECT_NE(get("/assets/gone-3wTN6nF-.js", {{"Accept", browser}}).content(), "sign-in");
  EXPECT_NE(get("/accounts", {{"Accept", browser}}, "POST").content(), "sign-in");
  const std::string etag(get("/sign-in").header("ETag"));
  EXPECT_EQ(get("/accounts", {{"Accept", browser}, {"If-None-Match", etag}}).status, 404);
}

TEST_F(PagesTest, AreGuardedByAPolicyWithoutExceptions) {
  const auto page = get("/account");
  const auto policy = page.header("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string_view::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string_view::npos);
  EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string_view::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string_view::npos);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
}

TEST_F(PagesTest, TrustNoNameButThatOfThePushWorkerWhereItIsRegistered) {
  const auto trusted = [&](const std::string& path) {
    const auto page = get(path);
    const auto policy = std::string(page.header("Content-Security-Policy"));
    return policy.substr(policy.find("trusted-types "));
  };
  EXPECT_EQ(trusted("/account"), "trusted-types push-worker");
  EXPECT_EQ(trusted("/approve"), "trusted-types push-worker");
  for (const auto* path : {"/", "/sign-in", "/docs"})
    EXPECT_EQ(trusted(path), "trusted-types 'none'") << path;
}

TEST_F(PagesTest, HaveAPushWorkerThatBrowsersAskForAgain) {
  const auto worker = get("/push-worker.js");
  EXPECT_EQ(worker.content(), "worker");
  EXPECT_EQ(worker.header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(worker.header("Cache-Control"), "no-cache");
  EXPECT_EQ(worker.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(worker.header("Content-Security-Policy"), "default-src 'none'");
}

TEST_F(PagesTest, AreAskedForAgainEachTimeAndTheirFilesNever) {
  const auto page = get("/account");
  EXPECT_EQ(page.header("Cache-Control"), "no-cache");
  const auto same = get("/account", {{"If-None-Match", std::string(page.header("ETag"))}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.content(), "");
  EXPECT_EQ(get("/account", {{"If-None-Match", "\"other\""}}).status, 200);
  EXPECT_EQ(get("/assets/start-3wTN6nF-.js").header("Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST_F(PagesTest, AreCompressedForThoseWhoTakeIt) {
  const auto coded = [&](const std::string& codings) {
    const auto answer = get("/assets/start-3wTN6nF-.js", {{"Accept-Encoding", codings}});
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
    return std::string(answer.header("Content-Encoding")) + ":" + std::string(answer.content());
  };
  EXPECT_EQ(coded("gzip, deflate, br"), "br:br");
  EXPECT_EQ(coded("gzip"), "gzip:gz");
  EXPECT_EQ(coded("br;q=0, GZIP;q=0.5"), "gzip:gz");
  EXPECT_EQ(coded("br;q=0.0"), ":script");
  EXPECT_EQ(coded(""), ":script");
}

TEST_F(PagesTest, AreWholeOrNotThere) {
  EXPECT_TRUE(Pages("").empty());
  EXPECT_THROW(Pages("/nowhere/at/all"), std::runtime_error);
  for (const auto* file : {"account/index.html", "push-worker.js"}) {
    std::filesystem::rename(folder_.path() / file, folder_.path() / "away");
    EXPECT_THROW(Pages(folder_.path().string()), std::runtime_error) << file;
    std::filesystem::rename(folder_.path() / "away", folder_.path() / file);
  }
}

}  // namespace
}  // namespace gatehouse::app
