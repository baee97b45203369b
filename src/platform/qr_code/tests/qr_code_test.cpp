#define ZX_USE_UTF8
#include <gatehouse/platform/qr_code.hpp>

#include <charconv>
#include <regex>
#include <thread>
#include <vector>

#include <ZXing/ReadBarcode.h>
#include <gtest/gtest.h>
#include <png.h>

namespace gatehouse::qr_code {
namespace {

const std::string uri =
    "otpauth://totp/Gatehouse:rahima%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    "&issuer=Gatehouse&algorithm=SHA1&digits=6&period=30";

// Grey values of a square picture.
struct Picture {
  int side = 0;
  std::vector<std::uint8_t> pixels;

  bool is_dark(int x, int y) const { return pixels[static_cast<std::size_t>(y) * side + x] < 128; }
};

Picture read_png(const std::string& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, file.data(), file.size()), 0);
  EXPECT_EQ(image.width, image.height);
  image.format = PNG_FORMAT_GRAY;
  Picture picture{static_cast<int>(image.width), std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr), 0);
  return picture;
}

// Draws the rectangles of the one path, one pixel a unit.
Picture draw_svg(const std::string& document) {
  static const std::regex whole(
      R"re(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 (\d+) \1" shape-rendering="crispEdges">)re"
      R"re(<rect width="\1" height="\1" fill="#fff"/><path d="([Mhv0-9Hz ]+)" fill="#000"/></svg>)re");
  std::smatch parts;
  if (!std::regex_match(document, parts, whole)) return {};
  const int side = std::stoi(parts[1]);
  Picture picture{side, std::vector<std::uint8_t>(static_cast<std::size_t>(side) * side, 255)};
  static const std::regex run(R"(M(\d+) (\d+)h(\d+)v1H(\d+)z)");
  const std::string path = parts[2];
  std::size_t read = 0;
  for (std::sregex_iterator i(path.begin(), path.end(), run), end; i != end; ++i) {
    EXPECT_EQ((*i)[1], (*i)[4]) << "the rectangle closes where it began";
    for (int x = 0; x < std::stoi((*i)[3]); ++x)
      picture.pixels.at(std::stoul((*i)[2]) * side + std::stoul((*i)[1]) + x) = 0;
    read += (*i)[0].length();
  }
  EXPECT_EQ(read, path.size()) << "nothing but rectangles";
  return picture;
}

Picture enlarge(const Picture& picture, int scale) {
  Picture large{picture.side * scale, {}};
  for (int y = 0; y < large.side; ++y) {
    for (int x = 0; x < large.side; ++x)
      large.pixels.push_back(picture.is_dark(x / scale, y / scale) ? 0 : 255);
  }
  return large;
}

// What a reader that nobody here wrote sees.
ZXing::Result scan(const Picture& picture) {
  return ZXing::ReadBarcode(
      {picture.pixels.data(), picture.side, picture.side, ZXing::ImageFormat::Lum},
      ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
}

std::string bytes_of(const ZXing::Result& result) {
  return {result.bytes().begin(), result.bytes().end()};
}

TEST(QrCode, AScannerReadsThePng) {
  for (const int scale : {2, 4, max_scale}) {
    const auto seen = scan(read_png(png(uri, scale)));
    ASSERT_TRUE(seen.isValid()) << scale;
    EXPECT_EQ(seen.text(), uri);
    EXPECT_EQ(seen.ecLevel(), "M");
  }
}

TEST(QrCode, AScannerReadsTheSvg) {
  const auto seen = scan(enlarge(draw_svg(svg(uri)), 4));
  ASSERT_TRUE(seen.isValid());
  EXPECT_EQ(seen.text(), uri);
  EXPECT_EQ(seen.ecLevel(), "M");
}

TEST(QrCode, EveryLengthAndByteIsRead) {
  for (std::size_t length = 1; length <= max_text_bytes; length += length < 40 ? 1 : 59) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += static_cast<char>('!' + i * 7 % 94);
    EXPECT_EQ(bytes_of(scan(read_png(png(text, 4)))), text) << length;
  }
  const std::string longest(max_text_bytes, 'x');
  EXPECT_EQ(bytes_of(scan(read_png(png(longest, 3)))), longest);
  const std::string bytes("a\0b\xff\x80\n", 6);
  EXPECT_EQ(bytes_of(scan(read_png(png(bytes, 4)))), bytes);
}

TEST(QrCode, BothPicturesShowTheSameModules) {
  const auto drawn = draw_svg(svg(uri));
  ASSERT_GT(drawn.side, 0);
  EXPECT_EQ(read_png(png(uri, 1)).pixels, drawn.pixels);
  EXPECT_EQ(read_png(png(uri, 5)).pixels, enlarge(drawn, 5).pixels);
}

TEST(QrCode, TheQuietZoneIsFourModulesWideAndNotWider) {
  const auto picture = read_png(png(uri, 1));
  const int side = picture.side;
  for (int along = 0; along < side; ++along) {
    for (int depth = 0; depth < 4; ++depth) {
      EXPECT_FALSE(picture.is_dark(along, depth) || picture.is_dark(depth, along) ||
                   picture.is_dark(along, side - 1 - depth) ||
                   picture.is_dark(side - 1 - depth, along));
    }
  }
  // The corners of the three finder patterns.
  EXPECT_TRUE(picture.is_dark(4, 4));
  EXPECT_TRUE(picture.is_dark(side - 5, 4));
  EXPECT_TRUE(picture.is_dark(4, side - 5));
}

TEST(QrCode, TheSvgHasNothingThatAStrictContentSecurityPolicyRefuses) {
  // What a text says never becomes mark-up.
  const auto document = svg("<script>alert(1)</script>\" onload=\"x");
  EXPECT_GT(draw_svg(document).side, 0);
  for (const char* refused : {"script", "style", "href", "onload", "url(", "<!", "&"})
    EXPECT_EQ(document.find(refused), std::string::npos) << refused;
}

TEST(QrCode, ThePngHasOneBitAPixel) {
  const auto file = png(uri, 8);
  ASSERT_GT(file.size(), 26U);
  EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(file[24], 1) << "bit depth in the IHDR chunk";
  EXPECT_LT(file.size(), 4096U);
}

TEST(QrCode, WhatIsOutOfBoundsGivesNothing) {
  for (const auto& text :
       {std::string(), std::string(max_text_bytes + 1, 'x'), std::string(1'000'000, 'x')}) {
    EXPECT_EQ(svg(text), "");
    EXPECT_EQ(png(text, 4), "");
  }
  for (const int scale : {-1, 0, max_scale + 1, 1 << 30}) EXPECT_EQ(png(uri, scale), "") << scale;
}

TEST(QrCode, ThreadsDoNotDisturbEachOther) {
  const auto expected = svg(uri);
  std::vector<int> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (int& count : wrong) {
      threads.emplace_back([&expected, &count] {
        for (int i = 0; i < 50; ++i) count += svg(uri) == expected ? 0 : 1;
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace gatehouse::qr_code
