#include "quantladder/gguf/types.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace quantladder::gguf {
namespace {

constexpr auto kRemoved = TypeOrigin::removed;
constexpr auto kIk = TypeOrigin::ik_llama_cpp;

// clang-format off
constexpr std::array<TensorType, 92> kTensorTypes{{
    {0, "F32", 1, 4},          {1, "F16", 1, 2},          {2, "Q4_0", 32, 18},       {3, "Q4_1", 32, 20},
    {6, "Q5_0", 32, 22},       {7, "Q5_1", 32, 24},       {8, "Q8_0", 32, 34},       {9, "Q8_1", 32, 36},
    {10, "Q2_K", 256, 84},     {11, "Q3_K", 256, 110},    {12, "Q4_K", 256, 144},    {13, "Q5_K", 256, 176},
    {14, "Q6_K", 256, 210},    {15, "Q8_K", 256, 292},    {16, "IQ2_XXS", 256, 66},  {17, "IQ2_XS", 256, 74},
    {18, "IQ3_XXS", 256, 98},  {19, "IQ1_S", 256, 50},    {20, "IQ4_NL", 32, 18},    {21, "IQ3_S", 256, 110},
    {22, "IQ2_S", 256, 82},    {23, "IQ4_XS", 256, 136},  {24, "I8", 1, 1},          {25, "I16", 1, 2},
    {26, "I32", 1, 4},         {27, "I64", 1, 8},         {28, "F64", 1, 8},         {29, "IQ1_M", 256, 56},
    {30, "BF16", 1, 2},        {34, "TQ1_0", 256, 54},    {35, "TQ2_0", 256, 66},    {39, "MXFP4", 32, 17},
    {40, "NVFP4", 64, 36},     {41, "Q1_0", 128, 18},     {42, "Q2_0", 64, 18},
    {31, "Q4_0_4_4", 32, 18, 0, kRemoved},             {32, "Q4_0_4_8", 32, 18, 0, kRemoved},
    {33, "Q4_0_8_8", 32, 18, 0, kRemoved},             {133, "Q6_0", 32, 26, 0, kIk},
    {134, "IQ1_BN", 64, 13, 2, kIk},                   {135, "IQ2_BN", 64, 16, 4, kIk},
    {136, "Q8_K64", 64, 68, 0, kIk},                   {137, "IQ2_K", 256, 76, 0, kIk},
    {138, "IQ3_K", 256, 110, 0, kIk},                  {139, "IQ4_K", 256, 144, 0, kIk},
    {140, "IQ5_K", 256, 176, 0, kIk},                  {141, "IQ6_K", 256, 212, 0, kIk},
    {144, "IQ4_KS", 256, 136, 4, kIk},                 {145, "IQ2_KS", 256, 70, 2, kIk},
    {146, "IQ4_KSS", 256, 128, 4, kIk},                {147, "Q8_K16", 64, 64, 20, kIk},
    {148, "Q8_K32", 256, 296, 0, kIk},                 {149, "Q8_KR8", 256, 296, 0, kIk},
    {150, "Q8_K128", 128, 140, 0, kIk},                {151, "Q8_KV", 32, 32, 8, kIk},
    {152, "IQ5_KS", 256, 168, 4, kIk},                 {153, "IQ2_KT", 256, 68, 4, kIk},
    {154, "IQ3_KT", 256, 100, 4, kIk},                 {155, "IQ4_KT", 256, 128, 4, kIk},
    {156, "IQ3_KS", 256, 102, 2, kIk},                 {157, "IQ2_KL", 256, 86, 2, kIk},
    {158, "IQ1_KT", 256, 56, 4, kIk},                  {202, "Q4_0_R8", 32, 18, 0, kIk},
    {206, "Q5_0_R4", 32, 22, 0, kIk},                  {208, "Q8_0_R8", 32, 34, 0, kIk},
    {210, "Q2_K_R4", 256, 84, 0, kIk},                 {211, "Q3_K_R4", 256, 110, 0, kIk},
    {212, "Q4_K_R4", 256, 144, 0, kIk},                {213, "Q5_K_R4", 256, 176, 0, kIk},
    {214, "Q6_K_R4", 256, 210, 0, kIk},                {216, "IQ2_XXS_R4", 256, 66, 0, kIk},
    {217, "IQ2_XS_R4", 256, 74, 0, kIk},               {218, "IQ3_XXS_R4", 256, 98, 0, kIk},
    {219, "IQ1_S_R4", 32, 6, 2, kIk},                  {220, "IQ4_NL_R4", 32, 18, 0, kIk},
    {221, "IQ3_S_R4", 256, 110, 0, kIk},               {222, "IQ2_S_R4", 256, 82, 0, kIk},
    {223, "IQ4_XS_R8", 256, 136, 0, kIk},              {229, "IQ1_M_R4", 32, 7, 2, kIk},
    {230, "BF16_R16", 1, 2, 0, kIk},                   {233, "Q6_0_R4", 32, 26, 0, kIk},
    {335, "IQ2_BN_R4", 64, 16, 4, kIk},                {337, "IQ2_K_R4", 256, 76, 0, kIk},
    {338, "IQ3_K_R4", 256, 110, 0, kIk},               {339, "IQ4_K_R4", 256, 144, 0, kIk},
    {340, "IQ5_K_R4", 256, 176, 0, kIk},               {344, "IQ4_KS_R4", 256, 136, 4, kIk},
    {352, "IQ5_KS_R4", 256, 168, 4, kIk},              {353, "MXFP4_R8", 32, 17, 0, kIk},
    {397, "Q8_K_R16", 256, 258, 0, kIk},               {398, "Q8_KV_R8", 32, 32, 4, kIk},
    {399, "Q8_K_R8", 256, 258, 0, kIk},
}};
// clang-format on

constexpr std::array<FileType, 55> kFileTypes{{
    {0, "all F32", 0},
    {1, "F16", 1},
    {2, "Q4_0", 2},
    {3, "Q4_1", 3},
    {7, "Q8_0", 8},
    {8, "Q5_0", 6},
    {9, "Q5_1", 7},
    {10, "Q2_K - Medium", 10},
    {11, "Q3_K - Small", 11},
    {12, "Q3_K - Medium", 11},
    {13, "Q3_K - Large", 11},
    {14, "Q4_K - Small", 12},
    {15, "Q4_K - Medium", 12},
    {16, "Q5_K - Small", 13},
    {17, "Q5_K - Medium", 13},
    {18, "Q6_K", 14},
    {19, "IQ2_XXS - 2.0625 bpw", 16},
    {20, "IQ2_XS - 2.3125 bpw", 17},
    {21, "Q2_K - Small", 10},
    {22, "IQ3_XS - 3.3 bpw", 21},
    {23, "IQ3_XXS - 3.0625 bpw", 18},
    {24, "IQ1_S - 1.5625 bpw", 19},
    {25, "IQ4_NL - 4.5 bpw", 20},
    {26, "IQ3_S - 3.4375 bpw", 21},
    {27, "IQ3_S mix - 3.66 bpw", 21},
    {28, "IQ2_S - 2.5 bpw", 17},
    {29, "IQ2_M - 2.7 bpw", 22},
    {30, "IQ4_XS - 4.25 bpw", 23},
    {31, "IQ1_M - 1.75 bpw", 29},
    {32, "BF16", 30},
    {36, "TQ1_0 - 1.69 bpw ternary", 34},
    {37, "TQ2_0 - 2.06 bpw ternary", 35},
    {38, "MXFP4 MoE", 39},
    {39, "NVFP4", 40},
    {40, "Q1_0", 41},
    {41, "Q2_0", 42},
    {135, "Q6_0", 133},
    {136, "IQ1_BN", 134},
    {137, "IQ2_BN", 135},
    {138, "IQ2_K", 137},
    {139, "IQ3_K", 138},
    {140, "IQ4_K", 139},
    {141, "IQ5_K", 140},
    {142, "IQ6_K", 141},
    {145, "IQ4_KS", 144},
    {147, "IQ2_KS", 145},
    {148, "IQ4_KSS", 146},
    {149, "Q8_KV", 151},
    {150, "IQ5_KS", 152},
    {151, "IQ2_KT", 153},
    {152, "IQ3_KT", 154},
    {153, "IQ4_KT", 155},
    {154, "IQ3_KS", 156},
    {155, "IQ2_KL", 157},
    {156, "IQ1_KT", 158},
}};

template <class Row, std::size_t N>
std::optional<Row> find_number(const std::array<Row, N>& table, std::uint32_t number) {
  const auto* found = std::find_if(table.begin(), table.end(), [&](const Row& row) { return row.number == number; });
  return found == table.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::optional<TensorType> find_tensor_type(std::uint32_t number) { return find_number(kTensorTypes, number); }

std::optional<TensorType> find_tensor_type_called(std::string_view name) {
  const auto same = [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
  };
  const auto* found = std::find_if(kTensorTypes.begin(), kTensorTypes.end(), [&](const TensorType& type) {
    const std::string_view own = type.name;
    return std::equal(own.begin(), own.end(), name.begin(), name.end(), same);
  });
  return found == kTensorTypes.end() ? std::nullopt : std::optional(*found);
}

std::string tensor_type_name(std::uint32_t number) {
  const auto type = find_tensor_type(number);
  return type ? type->name : "type " + std::to_string(number);
}

std::optional<FileType> find_file_type(std::uint32_t number) { return find_number(kFileTypes, number); }

std::string file_type_name(std::uint32_t number) {
  constexpr std::uint32_t kGuessed = 1024;
  if (number == kGuessed) return "guessed from the tensors";
  const auto type = find_file_type(number);
  return type ? type->name : "type " + std::to_string(number);
}

}  // namespace quantladder::gguf
