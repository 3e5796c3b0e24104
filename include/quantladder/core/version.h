#pragma once

namespace quantladder::core {
inline constexpr const char* kVersion = "0.2.0";
}
