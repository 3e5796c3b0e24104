// bubblewrap on this machine: what it can do, whether a sandbox starts, and what to do where none does.
#pragma once

#include "judge/sandbox/sandbox.h"

namespace quantladder::judge {

// Fills `sandbox` with what bubblewrap offers. False when it is not installed, which `facts` then say.
bool find_bubblewrap(Sandbox& sandbox, SandboxFacts& facts);

// Returns whether an empty sandbox starts; where it does not, `facts` say why. The interpreter's folders, over which it
// may have stumbled, are left out.
bool sandbox_starts(Sandbox sandbox, SandboxFacts& facts);

// Names the tier and what the sandbox consists of.
void describe(const Sandbox& sandbox, SandboxFacts& facts);

// Says in `facts` that `what` ("a sandbox") does not start, and the remedy for bubblewrap's complaint.
void report_failed_start(const Sandbox& sandbox, const char* what, const std::string& complaint, SandboxFacts& facts);

// Returns what to do about bubblewrap's complaint. `restricted`: kernel.apparmor_restrict_unprivileged_userns is 1.
std::string remedy_for(const std::string& complaint, bool restricted);

}  // namespace quantladder::judge
