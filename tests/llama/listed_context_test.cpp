#include "llama/listed_context.h"

#include <gtest/gtest.h>

namespace quantladder::llama {
namespace {

struct ListCase {
  const char* name;
  const char* body;
  const char* served_model;
  int context;
};

class ListedContext : public ::testing::TestWithParam<ListCase> {};

TEST_P(ListedContext, IsThatOfTheModel) {
  EXPECT_EQ(listed_context(GetParam().body, GetParam().served_model), GetParam().context);
}

INSTANTIATE_TEST_SUITE_P(
    Servers, ListedContext,
    ::testing::Values(
        ListCase{"Vllm", R"({"object":"list","data":[{"id":"qwen","max_model_len":8192}]})", "qwen", 8192},
        ListCase{"LmStudio", R"({"data":[{"id":"a","max_context_length":32768,"loaded_context_length":4096}]})", "a",
                 4096},
        ListCase{"LmStudioNotLoaded", R"({"data":[{"id":"a","max_context_length":32768}]})", "a", 0},
        ListCase{"Ollama", R"({"models":[{"name":"qwen:latest","model":"qwen:latest","context_length":4096}]})", "qwen",
                 4096},
        ListCase{"Groq", R"({"data":[{"id":"a","context_window":131072}]})", "a", 131072},
        ListCase{"OneModelNeedsNoName", R"({"data":[{"id":"qwen","max_model_len":2048}]})", "", 2048},
        ListCase{"TwoModelsNeedOne", R"({"data":[{"id":"a","max_model_len":1},{"id":"b","max_model_len":2}]})", "", 0},
        ListCase{"TheNamedOne", R"({"data":[{"id":"a","max_model_len":1},{"id":"b","max_model_len":2}]})", "b", 2},
        ListCase{"AnotherModel", R"({"data":[{"id":"a","max_model_len":8192}]})", "b", 0},
        ListCase{"LlamaServer", R"({"data":[{"id":"a","meta":{"n_ctx_train":8192}}]})", "a", 0},
        ListCase{"NoNumber", R"({"data":[{"id":"a","max_model_len":"8192"}]})", "a", 0},
        ListCase{"Negative", R"({"data":[{"id":"a","max_model_len":-1}]})", "a", 0},
        ListCase{"NotAList", R"({"data":{"id":"a","max_model_len":8192}})", "a", 0},
        ListCase{"TabbyApi", R"({"id":"a","parameters":{"max_seq_len":4096,"cache_size":8192}})", "a", 4096},
        ListCase{"TabbyApiOtherModel", R"({"id":"b","parameters":{"max_seq_len":4096}})", "a", 0},
        ListCase{"TabbyApiNoParameters", R"({"id":"a","parameters":null})", "a", 0},
        ListCase{"KoboldCpp", R"({"value":8192})", "a", 8192}, ListCase{"KoboldCppText", R"({"value":"8192"})", "a", 0},
        ListCase{"Tgi", R"({"model_id":"org/a","max_input_tokens":2048,"max_total_tokens":4096})", "tgi", 4096},
        ListCase{"NotObjects", R"({"data":[8192,null,"a"]})", "a", 0}, ListCase{"NoJson", "<html>", "a", 0}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace quantladder::llama
