// Sources and kinds of figures of memory and energy.
#pragma once

#include "quantladder/core/closed_set.h"

namespace quantladder::core {

enum class Meter {
  nvidia_smi,
  amdgpu,
  resident,  // of a machine without a GPU
  user,      // who imports results says what the GPU held
};
template <>
inline constexpr std::array<NamedValue<Meter>, 4> kIds<Meter>{{{Meter::nvidia_smi, "nvidia-smi"},
                                                               {Meter::amdgpu, "amdgpu"},
                                                               {Meter::resident, "resident memory"},
                                                               {Meter::user, "stated by the user"}}};

// The most telling first: a server's own part of the GPU's memory, all that the GPU holds, its part of main memory.
enum class MemoryKind { process, device, resident };
template <>
inline constexpr std::array<NamedValue<MemoryKind>, 3> kIds<MemoryKind>{{{MemoryKind::process, "VRAM (process)"},
                                                                         {MemoryKind::device, "VRAM (device)"},
                                                                         {MemoryKind::resident, "Resident memory"}}};

enum class MemorySource { nvidia_process, nvidia_device, amdgpu_process, amdgpu_device, resident, stated };
struct MemorySourceRow {
  MemorySource value;
  std::string_view id;
  Meter meter;
  MemoryKind kind;
};
template <>
inline constexpr std::array<MemorySourceRow, 6> kIds<MemorySource>{
    {{MemorySource::nvidia_process, "nvidia-smi process", Meter::nvidia_smi, MemoryKind::process},
     {MemorySource::nvidia_device, "nvidia-smi device", Meter::nvidia_smi, MemoryKind::device},
     {MemorySource::amdgpu_process, "amdgpu process", Meter::amdgpu, MemoryKind::process},
     {MemorySource::amdgpu_device, "amdgpu device", Meter::amdgpu, MemoryKind::device},
     {MemorySource::resident, "resident memory", Meter::resident, MemoryKind::resident},
     {MemorySource::stated, "stated by the user", Meter::user, MemoryKind::device}}};

constexpr MemoryKind kind_of(MemorySource source) { return row_of(source).kind; }

// Returns the source of what this meter tells of this kind; resident memory is the only one that is no GPU's.
constexpr MemorySource source_of(Meter meter, MemoryKind kind) {
  for (const auto& row : kIds<MemorySource>) {
    if (row.meter == meter && row.kind == kind) return row.value;
  }
  return MemorySource::resident;
}

// The energy of a model is summed over these.
enum class EnergyBasis {
  cells,
  starts,  // the whole life of those that came up: cells in flight together share their energy
};
template <>
inline constexpr std::array<NamedValue<EnergyBasis>, 2> kIds<EnergyBasis>{
    {{EnergyBasis::cells, "cells"}, {EnergyBasis::starts, "server starts"}}};

}  // namespace quantladder::core
