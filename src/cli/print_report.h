// A report on stdout, in the form that was asked for.
#pragma once

#include "cli/commands.h"
#include "quantladder/report/report.h"

namespace quantladder::cli {

void print_report(const report::Report& report, Output output);

}  // namespace quantladder::cli
