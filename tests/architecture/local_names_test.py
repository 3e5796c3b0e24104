"""The check of local names can fail: a name twice, one that a header declares, and the pairs that may be."""
import pathlib
import sys
import tempfile

from local_names import clashes


def found(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return list(clashes(root))


def local(*lines):
    return "namespace quantladder::core {\nnamespace {\n" + "\n".join(lines) + "\n}  // namespace\n}\n"


def twice(first, second):
    return found({"src/core/a.cpp": local(first), "src/core/b.cpp": local(second)})


assert twice("constexpr int kMost = 1;", "constexpr double kMost{2};"), "a constant"
assert twice("struct Row {\n  int a;\n};", "class Row {\n};"), "a type"
assert twice("int twice(int a) { return 2 * a; }", "double twice(int b) { return b; }"), "a function"
assert twice("int size(const std::string& a) { return 1; }", "int size(std::string b) { return 1; }"), "a function by value"
assert not twice("int size(int a) { return 1; }", "int size(const Row& a) { return 1; }"), "an overload"
assert not twice("using Json = nlohmann::json;", "using Json = nlohmann::json;"), "the same alias"
assert twice("using Json = nlohmann::json;", "using Json = nlohmann::ordered_json;"), "another alias"
assert not found({"src/core/a.cpp": local("int a() {"), "src/stats/b.cpp": local("int a() {")}), "another module"
assert found({"tests/core/a.cpp": local("int a() {"), "tests/core/b.cpp": local("int a() {")}), "two tests of a module"
header = {"include/quantladder/core/side.h": "enum class Side { a, b };\n"}
assert found({**header, "src/core/a.cpp": local("struct Side {")}), "a header's name"
assert not found({**header, "src/core/a.cpp": local("struct Sides {")}), "no header's name"
second = {"src/core/rows.h": "using Side = int;\n"}
assert found({**header, **second}), "a type of two headers"
assert not found({**header, "src/core/rows.h": "enum class Side;\n"}), "a declaration beside the definition"
sys.exit(0)
