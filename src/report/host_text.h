// Facts about a machine, ready to print; what is not known is empty.
#pragma once

#include <string>

#include "quantladder/core/host.h"

namespace quantladder::report {

std::string os_text(const core::HostFacts& host);      // "Debian GNU/Linux 12 (bookworm), Linux 6.1"
std::string cores_text(const core::HostFacts& host);   // "2 cores"
std::string memory_text(const core::HostFacts& host);  // "23.4 GiB"
std::string gpus_text(const core::HostFacts& host);    // "NVIDIA L4 (22.5 GiB)" of each
std::string driver_text(const core::HostFacts& host);

}  // namespace quantladder::report
