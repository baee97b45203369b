#include <gatehouse/platform/http/static_files.hpp>

#include <gtest/gtest.h>
#include <zlib.h>

#include <gatehouse/test/temp_dir.hpp>

namespace gatehouse::http {
namespace {

Request request_for(std::string path, Headers headers = {}, std::string method = "GET") {
  return {.method = std::move(method),
          .target = path,
          .path = std::move(path),
          .query = {},
          .headers = std::move(headers),
          .body = {},
          .peer = {},
          .client = {}};
}

std::string gunzip(std::string_view compressed) {
  std::string in(compressed);
  std::string out(1024 * 1024, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    for (int i = 0; i < 500; ++i) text_ += "line " + std::to_string(i) + "\n";
    files_.add("/app.js", text_);
    files_.add("/start-3wTN6nF-.css", text_);
    files_.add("/tiny.txt", "x");
  }

  Response get(const std::string& path, Headers headers = {}) const {
    return files_.answer(request_for(path, std::move(headers))).value_or(Response{.status = 404});
  }
  Response coded(const std::string& accept) const {
    return get("/app.js", {{"Accept-Encoding", accept}});
  }

  std::string text_;
  StaticFiles files_;
};

TEST_F(StaticFilesTest, AreCompressedOnceAndTheSameAfterwards) {
  const auto first = coded("gzip");
  EXPECT_LT(first.content().size(), text_.size() / 2);
  EXPECT_EQ(gunzip(first.content()), text_);
  EXPECT_EQ(first.shared_body, coded("gzip").shared_body);
  EXPECT_EQ(get("/app.js").content(), text_);
}

TEST_F(StaticFilesTest, AreSentInTheCodingThatTheClientLikesBest) {
  struct Case {
    std::string accept;
    std::string coding;
  };
  for (const auto& [accept, coding] : {Case{"gzip, deflate, br", "br"},
                                       {"gzip", "gzip"},
                                       {"GZIP", "gzip"},
                                       {"br;q=0.5, gzip;q=0.8", "gzip"},
                                       {"br; q=0.5 ,gzip ; q=0.501", "gzip"},
                                       {"br;q=0, *", "gzip"},
                                       {"*", "br"},
                                       {"*;q=0.1, identity", ""},
                                       {"identity;q=1, br;q=0.2", ""},
                                       {"identity;q=0, gzip;q=0.001", "gzip"},
                                       {"br;q=0.000", ""},
                                       {"br;q=2, gzip;q=x", ""},
                                       {"br;quality=1", ""},
                                       {"brx, xgzip", ""},
                                       {"", ""},
                                       {",,;q=1", ""}}) {
    const auto answer = coded(accept);
    EXPECT_EQ(answer.status, 200) << accept;
    EXPECT_EQ(answer.header("Content-Encoding"), coding) << accept;
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding") << accept;
  }
  EXPECT_EQ(coded("*;q=0").status, 406);
  EXPECT_EQ(coded("deflate, identity;q=0").status, 406);
}

TEST_F(StaticFilesTest, AreLeftAloneWhenCompressionDoesNotPay) {
  const auto answer = get("/tiny.txt", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(answer.content(), "x");
  EXPECT_EQ(answer.header("Content-Encoding"), "");
  EXPECT_EQ(answer.header("Vary"), "");
}

TEST_F(StaticFilesTest, HaveAStrongTagForEachCoding) {
  const auto plain = std::string(get("/app.js").header("ETag"));
  const auto brotli = std::string(coded("br").header("ETag"));
  EXPECT_NE(plain, brotli);
  EXPECT_TRUE(plain.starts_with('"') && plain.ends_with('"') && plain.size() > 18) << plain;
  for (const auto& known :
       {plain, "W/" + plain, "\"a\", " + plain, plain + ",\"b\"", std::string("*")}) {
    const auto same = get("/app.js", {{"If-None-Match", known}});
    EXPECT_EQ(same.status, 304) << known;
    EXPECT_EQ(same.content(), "");
    EXPECT_EQ(same.header("ETag"), plain);
    EXPECT_EQ(same.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(same.header("Cache-Control"), "no-cache");
  }
  for (const auto& known : {brotli, std::string("\"other\""), plain.substr(1), std::string()}) {
    EXPECT_EQ(get("/app.js", {{"If-None-Match", known}}).status, 200) << known;
  }
  files_.add("/app.js", text_ + "more");
  EXPECT_EQ(get("/app.js", {{"If-None-Match", plain}}).status, 200);
}

TEST_F(StaticFilesTest, AreKeptForeverOnlyUnderANameThatHoldsAHash) {
  EXPECT_EQ(get("/start-3wTN6nF-.css").header("Cache-Control"),
            "public, max-age=31536000, immutable");
  for (const auto* name : {"/a/start-3wTN6nF-.css", "/app-0a1b2c3d4e5f6a7b.js", "/x-y-Ab_-9xyz.js"})
    EXPECT_TRUE(has_hash(name)) << name;
  for (const auto* name :
       {"/app.js", "/sign-in-document.js", "/index-of-v2.js", "/-3wTN6nF-.css", "/3wTN6nF-.css",
        "/app-3wTN6nF-", "/a-3wTN6nF-/app.js", "/app-deadbeef.js", "/app-3fa9.js", "/"})
    EXPECT_FALSE(has_hash(name)) << name;
}

TEST_F(StaticFilesTest, SayWhatTheyAre) {
  EXPECT_EQ(get("/app.js").header("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(get("/app.js").header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(media_type("/a.HTML"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type("/a.b.woff2"), "font/woff2");
  EXPECT_EQ(media_type("/html"), "application/octet-stream");
}

TEST_F(StaticFilesTest, MayHaveHeadersOfTheirOwn) {
  files_.add("/page.html", text_,
             {{"Content-Security-Policy", "default-src 'none'"}, {"cache-control", "no-store"}});
  const auto answer = get("/page.html");
  EXPECT_EQ(answer.header("Content-Security-Policy"), "default-src 'none'");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
}

TEST_F(StaticFilesTest, AreReadNotWritten) {
  EXPECT_EQ(files_.answer(request_for("/app.js", {}, "HEAD"))->status, 200);
  for (const auto* method : {"POST", "PUT", "DELETE", "get"}) {
    const auto answer = files_.answer(request_for("/app.js", {}, method));
    EXPECT_EQ(answer->status, 405) << method;
    EXPECT_EQ(answer->header("Allow"), "GET, HEAD, OPTIONS");
  }
  const auto answer = files_.answer(request_for("/app.js", {}, "OPTIONS"));
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->header("Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(StaticFilesTest, OfAFolderAreReachedByTheirExactPathsOnly) {
  const test::TempDir folder;
  std::filesystem::create_directories(folder.path() / "root/assets");
  std::filesystem::create_directories(folder.path() / "root/.git");
  folder.write("secret.txt", "secret");
  folder.write("root/index.html", text_);
  folder.write("root/.env", "secret");
  folder.write("root/.git/config", "secret");
  folder.write("root/assets/a.js", text_);
  folder.write("root/assets/a.js.br", "made before");
  const auto files = StaticFiles::read(folder.path() / "root", [](std::string_view path) {
    return path == "/index.html" ? Headers{{"X-Page", "yes"}} : Headers{};
  });
  EXPECT_EQ(files.answer(request_for("/index.html"))->header("X-Page"), "yes");
  const auto script = files.answer(request_for("/assets/a.js", {{"Accept-Encoding", "br"}}));
  EXPECT_EQ(script->content(), "made before");
  EXPECT_EQ(script->header("X-Page"), "");
  for (const auto* path :
       {"", "/", "/assets", "/assets/", "/../secret.txt", "/assets/../../secret.txt",
        "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets//a.js", "/./index.html", "//index.html",
        "/index.html/", "/INDEX.HTML", "/.env", "/.git/config", "/assets/a.js.br", "index.html"})
    EXPECT_FALSE(files.answer(request_for(path)).has_value()) << path;
  EXPECT_THROW(StaticFiles::read(folder.path() / "none"), std::runtime_error);
}

}  // namespace
}  // namespace gatehouse::http
