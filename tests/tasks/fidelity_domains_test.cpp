#include <gmock/gmock.h>

#include "suite_of_kind.h"

namespace quantladder::tasks {
namespace {

using ::testing::HasSubstr;

class LoadedFidelity : public SuiteOfKind {
 protected:
  LoadedFidelity() : SuiteOfKind(core::SuiteKind::fidelity) { sys::write_file(dir_.path() / "a.txt", "some text\n"); }
  std::string domain(const std::string& id, const std::string& file = "a.txt") const {
    const auto text = sys::read_file_if_exists(dir_.path() / file).value_or("");
    return R"({"id": ")" + id + R"(", "title": "T", "language": "en", "licence": "L", "source": "S", "file": ")" +
           file + R"(", "sha256": ")" + sys::sha256_hex(text) + "\"}";
  }
  std::string domains(const std::string& list) const { return R"("domains": [)" + list + "]"; }
};

TEST_F(LoadedFidelity, HasDomainsWithTheirTexts) {
  const Suite suite = load(R"("ctx": 256, "chunks": 3, )" + domains(domain("one")));
  EXPECT_EQ(suite.fidelity.ctx, 256);
  EXPECT_EQ(suite.fidelity.chunks, 3);
  ASSERT_NE(suite.fidelity.find("one"), nullptr);
  EXPECT_EQ(suite.fidelity.find("one")->licence, "L");
  EXPECT_EQ(suite.fidelity.find("two"), nullptr);
  EXPECT_EQ(suite.prompts_sha256, suite.fidelity.hash());
}

TEST_F(LoadedFidelity, FaultsNameThePlaceAndTheRemedy) {
  EXPECT_THAT(error_of(domains("")), HasSubstr("/domains: names no domain"));
  EXPECT_THAT(error_of(domains(domain("one") + "," + domain("one"))), HasSubstr("/domains/1/id: 'one' is given twice"));
  EXPECT_THAT(error_of(domains(domain("o/e"))), HasSubstr("letters, digits"));
  EXPECT_THAT(error_of(domains(domain("one", "../a.txt"))), HasSubstr("relative path without"));
  EXPECT_THAT(error_of(domains(domain("one", "b.txt"))), HasSubstr("there is no file"));
  EXPECT_THAT(error_of(R"("ctx": 2, )" + domains(domain("one"))), HasSubstr("/ctx: must be between"));
  const std::string one = domains(domain("one"));
  sys::write_file(dir_.path() / "a.txt", "other text\n");
  EXPECT_THAT(error_of(one), HasSubstr("the text was changed"));
}

TEST_F(LoadedFidelity, MessagesAreConversations) {
  const auto load_messages = [&](const std::string& json) {
    sys::write_file(dir_.path() / "chat.json", json);
    std::string list = domain("chat", "chat.json");
    list.replace(list.find("\"file\""), 6, "\"messages\"");
    return domains(list);
  };
  const Suite suite =
      load(load_messages(R"([[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]])"));
  ASSERT_EQ(suite.fidelity.domains[0].conversations.size(), 1U);
  EXPECT_EQ(suite.fidelity.domains[0].conversations[0][1].role, core::Role::assistant);
  EXPECT_THAT(error_of(load_messages("[]")), HasSubstr("a list of conversations"));
  EXPECT_THAT(error_of(load_messages("[[]]")), HasSubstr("chat.json: /0: expected a list of messages"));
  EXPECT_THAT(error_of(load_messages(R"([[{"role": "tool", "content": "a"}]])")), HasSubstr("/0/0/role"));
  EXPECT_THAT(error_of(load_messages(R"([[{"content": "a"}]])")), HasSubstr("/0/0/role"));
}

TEST_F(LoadedFidelity, TheSuiteThatComesWithTheProgramHasThreeDomains) {
  const Suite suite = load_suite(QUANTLADDER_SOURCE_DIR "/tasks/fidelity");
  ASSERT_EQ(suite.fidelity.domains.size(), 3U);
  for (const Domain& domain : suite.fidelity.domains) {
    const auto bytes = std::filesystem::file_size(domain.file);
    EXPECT_GT(bytes, 60'000U) << domain.id;
    EXPECT_LT(bytes, 150'000U) << domain.id;
  }
}

}  // namespace
}  // namespace quantladder::tasks
