#include <gtest/gtest.h>

#include "llama/server_log.h"

namespace quantladder::llama {
namespace {

using core::BufferKind;

std::string in_words(const std::string& log) {
  std::string words;
  for (const core::MemoryBuffer& each : parse_buffers(log)) {
    words +=
        std::string(core::to_id(each.kind)) + " " + each.place + " " + std::to_string(each.mib).substr(0, 6) + "; ";
  }
  return words;
}

TEST(Buffers, AreThoseOfEachKindInEachPlace) {
  EXPECT_EQ(in_words("0.00.023.696 I load_tensors: loading model tensors, this can take a while... (load_mode = mmap)\n"
                     "0.00.024.699 I load_tensors:   CPU_Mapped model buffer size =     0.35 MiB\n"
                     "0.00.024.760 I load_tensors:   CPU_Mapped model buffer size =     0.51 MiB\n"
                     "0.00.024.786 I load_tensors:   CPU_REPACK model buffer size =     2.18 MiB\n"
                     "0.00.027.431 I llama_context: constructing llama_context\n"
                     "0.00.027.644 I llama_context:        CPU  output buffer size =     0.01 MiB\n"
                     "0.00.027.695 I llama_kv_cache:        CPU KV buffer size =     8.00 MiB\n"
                     "0.00.031.748 I llama_kv_cache: size =    8.00 MiB (  2048 cells,   2 layers,  2/2 seqs)\n"
                     "0.00.033.137 I sched_reserve:        CPU compute buffer size =    11.02 MiB\n"),
            "model CPU_Mapped 0.8600; model CPU_REPACK 2.1800; output CPU 0.0100; kv cache CPU 8.0000; "
            "compute CPU 11.020; ");
}

TEST(Buffers, OfBuildsThatStampNoTime) {
  EXPECT_EQ(in_words("load_tensors:        CUDA0 model buffer size =  4403.49 MiB\n"
                     "llama_memory_recurrent:      CUDA0 RS buffer size =    19.12 MiB\n"
                     "llama_context:  CUDA_Host compute buffer size =    14.01 MiB\n"),
            "model CUDA0 4403.4; recurrent state CUDA0 19.120; compute CUDA_Host 14.010; ");
}

TEST(Buffers, ThatWereLaidOutAnewReplaceTheFirst) {
  EXPECT_EQ(in_words("llama_context: constructing llama_context\n"
                     "sched_reserve:      CUDA0 compute buffer size =    20.00 MiB\n"
                     "sched_reserve:      CUDA0 compute buffer size =    22.00 MiB\n"),
            "compute CUDA0 22.000; ");
}

TEST(Buffers, OfADraftModelCountToo) {
  EXPECT_EQ(in_words("llama_context: constructing llama_context\n"
                     "sched_reserve:      CUDA0 compute buffer size =    20.00 MiB\n"
                     "llama_context: constructing llama_context\n"
                     "sched_reserve:      CUDA0 compute buffer size =     3.00 MiB\n"),
            "compute CUDA0 23.000; ");
}

TEST(Buffers, OtherWordsTellOfNone) {
  EXPECT_EQ(in_words("I srv  llama_server: model loaded\nKV buffer size = much MiB\n: KV buffer size = 1.00 MiB\n"
                     "load: CPU model buffer size = 12 KiB\nsched:  CPU compute buffer size is  2.0000 MiB\n"),
            "");
}

}  // namespace
}  // namespace quantladder::llama
