// What a format writes of a run, by path.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/report/render.h"

namespace quantladder::report {

inline std::map<std::string, std::string> written_files(std::string_view format, const RunData& data,
                                                        const WriteOptions& options = {}) {
  std::map<std::string, std::string> files;
  const CellTable cells(data);
  const ReadCell no_texts = [](const core::CellId&) { return std::vector<KeptAttempt>(); };
  const WriteFile keep = [&](const std::string& path, const Fill& fill) {
    fill([&](std::string_view piece) { files[path] += piece; });
  };
  format_of(format).write(make_report(cells), cells, no_texts, keep, options);
  return files;
}

}  // namespace quantladder::report
