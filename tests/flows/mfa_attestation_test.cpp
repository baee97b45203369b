// Which authenticators are accepted: by the signed list of models, by roots of an operator's own, and by what they are.
#include <gtest/gtest.h>

#include <gatehouse/test/person.hpp>
#include <gatehouse/test/webauthn/alliance.hpp>

#include "captured_log.hpp"

namespace gatehouse {
namespace {

using namespace std::chrono_literals;
using webauthn::Browser;

const auto model_a = Uuid::from_bytes("model-a-16-bytes");
const auto model_b = Uuid::from_bytes("model-b-16-bytes");

class Attested : public testing::Test {
 protected:
  void write_list(const std::vector<webauthn::Model>& models,
                  std::string_view next_update = "2099-01-31") {
    settings_.webauthn.metadata_file =
        folder_.write("blob.jwt", alliance_.blob(models, next_update)).string();
    settings_.webauthn.metadata_root =
        folder_.write("root.pem", webauthn::pem(alliance_.root())).string();
  }
  webauthn::Model listed(const Uuid& aaguid) const {
    return {aaguid, "Model of the list", maker_.certificate};
  }
  static Browser of_model(const Uuid& aaguid) {
    Browser browser;
    browser.device.aaguid = aaguid;
    return browser;
  }
  // Adds a key whose model is vouched for by `maker`; without one it only says what it is.
  static test::Answer add(test::Person& person, Browser& browser,
                          const webauthn::TestIdentity* maker, std::string_view format = "packed") {
    const auto options = person.begin("hardware_key").body.at("public_key");
    EXPECT_EQ(options.at("attestation").as_string(), "direct");
    browser.create(options);
    auto response = browser.device.create();
    if (maker != nullptr) {
      const auto& device = browser.device;
      response = device.create(format, format == "apple" ? apple_statement(device, *maker)
                                                         : packed_statement(device, *maker));
    }
    return person.confirm("hardware_key", {{"credential", webauthn::to_json(response)}});
  }
  // What a start says that fails.
  std::string failure_of_start() const {
    try {
      const test::Service service(settings_);
    } catch (const std::exception& error) {
      return error.what();
    }
    return {};
  }

  test::TempDir folder_;
  config::Settings settings_;
  webauthn::Alliance alliance_;
  webauthn::TestIdentity maker_ = webauthn::make_authority("Maker");
  webauthn::TestIdentity other_maker_ = webauthn::make_authority("Other maker");
};

TEST_F(Attested, OneModelIsTakenAndEveryOtherRefused) {
  write_list({listed(model_a), listed(model_b)});
  settings_.webauthn.allowed_aaguids = {model_a.text()};
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  auto wanted = of_model(model_a);
  auto unwanted = of_model(model_b);
  EXPECT_EQ(add(rahim, unwanted, &maker_).code(), "credential_refused") << "listed, not allowed";
  EXPECT_EQ(add(rahim, wanted, &other_maker_).code(), "credential_refused")
      << "another maker does not vouch for it";
  EXPECT_EQ(add(rahim, wanted, nullptr).code(), "credential_refused") << "it only says so";
  EXPECT_EQ(rahim.start().text("/status"), "complete") << "none of them was added";

  const auto added = add(rahim, wanted, &maker_);
  ASSERT_EQ(added.status, 201) << added.content;
  EXPECT_EQ(added.text("/factor/name"), "Model of the list");
  const auto id = rahim.start_id();
  const auto asked = test::ask(service, id, "hardware_key");
  EXPECT_EQ(
      test::verify(service, id, "hardware_key", wanted.get(asked.body.at("public_key"))).status,
      200);
}

TEST_F(Attested, ARevokedModelIsRefusedFromItsDayOn) {
  auto revoked = listed(model_a);
  revoked.status = "REVOKED";
  auto revoked_soon = listed(model_b);
  revoked_soon.status = "ATTESTATION_KEY_COMPROMISE";
  const auto tomorrow = format_rfc3339(SystemClock{}.now() + 48h);
  revoked_soon.effective = tomorrow.substr(0, tomorrow.find('T'));
  write_list({revoked, revoked_soon});
  settings_.webauthn.require_attestation = true;
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  auto bad = of_model(model_a);
  EXPECT_EQ(add(rahim, bad, &maker_).code(), "credential_refused");
  auto still_good = of_model(model_b);
  ASSERT_EQ(add(rahim, still_good, &maker_).status, 201);
  service.clock.advance(48h);
  test::Person karim(service, "karim@example.com");
  auto too_late = of_model(model_b);
  EXPECT_EQ(add(karim, too_late, &maker_).code(), "credential_refused");
}

TEST_F(Attested, RootsOfAnOperatorsOwnVouchForTheirFormatWithoutAList) {
  settings_.webauthn.require_attestation = true;
  settings_.webauthn.anchor_files = {
      "apple:" + folder_
                     .write("apple.pem", webauthn::pem(other_maker_.certificate) +
                                             webauthn::pem(maker_.certificate))
                     .string()};
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  auto browser = of_model(model_a);
  EXPECT_EQ(add(rahim, browser, &maker_, "packed").code(), "credential_refused")
      << "Apple vouches for no keys of others";
  const auto stranger = webauthn::make_authority("Stranger");
  EXPECT_EQ(add(rahim, browser, &stranger, "apple").code(), "credential_refused");
  EXPECT_EQ(add(rahim, browser, &maker_, "apple").status, 201);
}

TEST_F(Attested, RootsOfAnOperatorsOwnStandBesideTheList) {
  write_list({listed(model_b)});
  settings_.webauthn.require_attestation = true;
  settings_.webauthn.anchor_files = {
      "apple:" + folder_.write("apple.pem", webauthn::pem(other_maker_.certificate)).string()};
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  auto key = of_model(model_b);
  const auto added = add(rahim, key, &maker_);
  ASSERT_EQ(added.status, 201) << added.content;
  auto apple = of_model(Uuid{});
  apple.device.id = "another-credential";
  rahim.go_on(
      test::verify(service, rahim.start_id(), "backup_code", added.text("/backup_codes/0")));
  EXPECT_EQ(add(rahim, apple, &other_maker_, "apple").status, 201);
}

TEST_F(Attested, WhereKeysMustStayInTheirDeviceCopiedOnesAreRefused) {
  settings_.webauthn.device_bound = true;
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  Browser copied;
  copied.device.flags |= Browser::synchronised;
  const auto options = rahim.begin("biometric").body.at("public_key");
  EXPECT_EQ(rahim.confirm("biometric", {{"credential", copied.create(options)}}).code(),
            "credential_refused");
  rahim.add_key("biometric");
}

TEST_F(Attested, DamagedFilesStopTheStartAndAreNamed) {
  write_list({listed(model_a)});
  const auto good = settings_.webauthn;
  const auto whole = webauthn::pem(alliance_.root());
  auto damaged = whole;
  damaged[40] = damaged[40] == 'A' ? 'B' : 'A';
  for (const auto& text : {whole + damaged, whole.substr(0, whole.size() / 2), std::string("x")}) {
    settings_.webauthn.metadata_root = folder_.write("damaged.pem", text).string();
    EXPECT_NE(failure_of_start().find("webauthn.metadata_root: "), std::string::npos) << text;
    settings_.webauthn = good;
    settings_.webauthn.anchor_files = {"apple:" + folder_.write("damaged.pem", text).string()};
    EXPECT_NE(failure_of_start().find("webauthn.anchor_files: "), std::string::npos) << text;
    settings_.webauthn = good;
  }
  settings_.webauthn.metadata_root =
      folder_.write("other.pem", webauthn::pem(maker_.certificate)).string();
  EXPECT_EQ(failure_of_start(),
            "webauthn.metadata_file: metadata_root did not sign the list's certificate, or it is "
            "for another host");
  settings_.webauthn = good;
  settings_.webauthn.metadata_file = folder_.write("cut.jwt", "e30.e30").string();
  EXPECT_EQ(failure_of_start(), "webauthn.metadata_file: the list is malformed");
  settings_.webauthn.metadata_file = (folder_.path() / "none.jwt").string();
  EXPECT_NE(failure_of_start().find("cannot be read"), std::string::npos);
}

TEST_F(Attested, AnOldListIsUsedAndWarnedOf) {
  write_list({listed(model_a)}, "2024-01-31");
  settings_.webauthn.require_attestation = true;
  test::CapturedLog log;
  test::Service service(settings_);
  test::Person rahim(service, "rahim@example.com");
  auto browser = of_model(model_a);
  EXPECT_EQ(add(rahim, browser, &maker_).status, 201);
  EXPECT_TRUE(log.comes_to_hold("metadata_out_of_date"));
  EXPECT_NE(log.text().find("2024-01-31T00:00:00"), std::string::npos);
}

TEST_F(Attested, AListOfTodayIsNotWarnedOf) {
  write_list({listed(model_a)});
  test::CapturedLog log;
  {
    test::Service service(settings_);
    test::Person rahim(service, "rahim@example.com");
  }
  EXPECT_EQ(log.text().find("metadata_out_of_date"), std::string::npos);
}

}  // namespace
}  // namespace gatehouse
