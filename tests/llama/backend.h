// What the contract tests run against: the fake llama-server in one program, the real one in another.
#pragma once

#include "quantladder/core/model.h"

namespace quantladder::test {

// A model whose server can be made to say any text by a grammar, and whose template knows enable_thinking.
core::Model contract_model();

}  // namespace quantladder::test
