#include "quantladder/runtimes/python_packages.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "quantladder/core/error.h"
#include "quantladder/sys/files.h"

namespace quantladder::runtimes {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

TEST(PythonPackages, OfPinnedAndHashedLinesAreTaken) {
  EXPECT_EQ(fault_of_requirements("# for the tests\n\na==1.0 --hash=sha256:12\nb[x]==2 \\\n    --hash=sha256:1 \\\n"
                                  "    --hash=sha256:2  # two machines\n"),
            "");
}

TEST(PythonPackages, WithoutAVersionOrAHashAreRefusedWithTheirLine) {
  EXPECT_EQ(fault_of_requirements("a==1.0 --hash=sha256:12\nb>=2 --hash=sha256:1\n"),
            "line 2: must pin its version with ==");
  EXPECT_EQ(fault_of_requirements("a==1.0\n"), "line 1: must have a --hash=sha256:");
}

TEST(PythonPackages, AnIndexAnotherFileOrAnEditableOneIsRefused) {
  for (const char* line : {"--index-url https://example.org/simple", "-r other.txt", "-e ."})
    EXPECT_EQ(fault_of_requirements(line), "line 1: holds an option; only packages are taken");
}

TEST(PythonPackages, ALineThatGoesOnAtTheEndIsRefused) {
  EXPECT_EQ(fault_of_requirements("\na==1 \\\n"), "line 2: does not end");
}

TEST(PythonPackages, OfAnotherFileOrPythonLieElsewhere) {
  const std::string one(64, 'a');
  EXPECT_EQ(folder_of_packages(one, "3.11.2"), folder_of_packages(one, "3.11.9"));
  EXPECT_NE(folder_of_packages(one, "3.11.2"), folder_of_packages(one, "3.12.0"));
  EXPECT_NE(folder_of_packages(one, "3.11.2"), folder_of_packages(std::string(64, 'b'), "3.11.2"));
}

// Stands in for a Python: `-m venv DIR` makes one that notes how pip is called.
class InstallTest : public testing::Test {
 protected:
  InstallTest() { fs::permissions(folder_.path(), static_cast<fs::perms>(0755)); }
  std::string python(const std::string& pip) const {
    const fs::path path = folder_.path() / "python3";
    sys::write_file(path, "#!/bin/sh\nmkdir -p \"$3/bin\"\ncat > \"$3/bin/python\" <<'END'\n#!/bin/sh\n" + pip +
                              "\nEND\nchmod +x \"$3/bin/python\"\n");
    fs::permissions(path, static_cast<fs::perms>(0755));
    return path.string();
  }

  const sys::TempDir folder_;
  const fs::path kept_ = folder_.path() / "kept";
};

TEST_F(InstallTest, PipTakesHashedWheelsOnlyFromTheUsersIndex) {
  const std::string pip = "while [ \"$1\" != --target ]; do echo \"$1\" >> " + (folder_.path() / "asked").string() +
                          "; shift; done\necho > \"$2/pkg.py\"";
  prepare_packages("requirements.txt", python(pip), kept_, [] {});
  EXPECT_TRUE(fs::exists(kept_ / "pkg.py"));
  EXPECT_THAT(sys::read_file(folder_.path() / "asked"),
              AllOf(HasSubstr("--require-hashes\n--no-deps\n--only-binary\n:all:\n"), Not(HasSubstr("index"))));
}

TEST_F(InstallTest, AFaultOfPipIsToldAndLeavesNothing) {
  try {
    prepare_packages("requirements.txt", python("echo hashes do not match >&2; exit 1"), kept_, [] {});
    FAIL() << "nothing was thrown";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("hashes do not match"));
  }
  EXPECT_FALSE(fs::exists(kept_));
}

}  // namespace
}  // namespace quantladder::runtimes
