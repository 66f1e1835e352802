#include "tests/bench/cuda_report.h"

#include <gtest/gtest.h>

namespace lanternfish::bench {
namespace {

constexpr std::string_view kPtxas =
    "ptxas info    : 0 bytes gmem\n"
    "ptxas info    : Compiling entry function 'embed_fast' for 'sm_75'\n"
    "ptxas info    : Function properties for embed_fast\n"
    "    16 bytes stack frame, 8 bytes spill stores, 4 bytes spill loads\n"
    "ptxas info    : Used 53 registers, used 1 barriers, 12304 bytes smem, 488 bytes cmem[0]\n"
    "ptxas info    : Compile time = 18.163 ms\n"
    "ptxas info    : Compiling entry function 'embed_exact' for 'sm_75'\n"
    "ptxas info    : Function properties for embed_exact\n"
    "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n"
    "ptxas info    : Used 40 registers, used 0 barriers, 488 bytes cmem[0]\n";

KernelReports reportsOf(std::vector<KernelResources> resources) {
    return {.toolkit = "13.0.88", .architectures = {"sm_75", "sm_86"}, .resources = std::move(resources)};
}

TEST(KernelReports, ReadsWhatPtxasSays) {
    const auto all = parseResources(kPtxas);
    ASSERT_TRUE(all) << describe(all.error());
    ASSERT_EQ(all->size(), 2U);
    const KernelResources& fast = all->front();
    EXPECT_EQ(fast.entry, "embed_fast");
    EXPECT_EQ(fast.architecture, "sm_75");
    EXPECT_EQ(fast.registers, 53U);
    EXPECT_EQ(fast.sharedBytes, 12304U);
    EXPECT_EQ(fast.stackBytes, 16U);
    EXPECT_EQ(fast.spillStoreBytes, 8U);
    EXPECT_EQ(fast.spillLoadBytes, 4U);
    EXPECT_EQ(all->back().entry, "embed_exact");
    EXPECT_EQ(all->back().sharedBytes, 0U);
    // Cut off before its numbers.
    EXPECT_FALSE(parseResources(kPtxas.substr(0, kPtxas.find("ptxas info    : Used 53"))));
}

TEST(KernelReports, CountsLoadsByWidth) {
    const auto all = countLoads(
        ".target sm_75\n"
        ".visible .entry one_fast(\n"
        "\tld.param.u64 \t%rd1, [one_fast_param_0];\n"
        "\tld.global.nc.L1::no_allocate.v4.u32 {%r1, %r2, %r3, %r4}, [%rd1];\n"
        "\t@%p1 ld.global.v2.f32 \t{%f1, %f2}, [%rd1];\n"
        "\tld.shared.v4.f32 \t{%f1, %f2, %f3, %f4}, [%rd1];\n"
        "\tld.volatile.global.u32 \t%r1, [%rd1];\n"
        "\tcp.async.cg.shared.global [%r1], [%rd1], 16;\n"
        "\tld.global.v2.b64 \t{%rd3, %rd4}, [%rd1];\n"
        ".visible .entry two_fast(\n"
        "\tld.f32 \t%f1, [%rd1];\n"
        "\tld.global.nc.u8 \t%rs1, [%rd1];\n"
        "\tld.local.u32 \t%r1, [%rd1];\n"
        "\tld.global.b16 \t%rs1, [%rd1];\n"
        "\tst.global.v4.u32 \t[%rd1], {%r1, %r2, %r3, %r4};\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].entry, "one_fast");
    EXPECT_EQ(all[0].architecture, "compute_75");
    EXPECT_EQ(all[0].global, (std::array<uint32_t, 5>{3, 1, 1, 0, 0}));
    EXPECT_EQ(all[0].generic, 0U);
    EXPECT_EQ(all[1].global, (std::array<uint32_t, 5>{0, 0, 1, 1, 1}));
    EXPECT_EQ(all[1].generic, 1U);
}

// CUDA's occupancy calculator for 8.6 says the same.
TEST(KernelReports, KnowsHowManyBlocksRegistersAreEnoughFor) {
    EXPECT_EQ(blocksByRegisters(128, 256), 2U);
    EXPECT_EQ(blocksByRegisters(129, 256), 1U);
    EXPECT_EQ(blocksByRegisters(64, 1024), 1U);
    EXPECT_EQ(blocksByRegisters(255, 128), 2U);
    EXPECT_EQ(blocksByRegisters(255, 512), 0U);
}

TEST(CudaReport, RefusesSpillsAndTooManyRegisters) {
    const KernelResources fine{.entry = "matvec_fast", .architecture = "sm_75", .registers = 120};
    EXPECT_EQ(refusedKernels({}, reportsOf({fine})).size(), 0U);
    KernelResources spilled = fine;
    spilled.spillLoadBytes = 4;
    const auto lines = refusedKernels({}, reportsOf({spilled}));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(lines[0].starts_with("matvec_fast for sm_75: registers are spilled")) << lines[0];
    KernelResources large = fine;
    large.registers = 129;
    EXPECT_EQ(refusedKernels({}, reportsOf({large})).size(), 1U);
    EXPECT_EQ(
        refusedKernels({}, reportsOf({{.entry = "nothing_fast", .architecture = "sm_75", .registers = 9}})).size(), 1U);
}

TEST(CudaReport, RefusesDispatchesWithoutCodeOrWithTooMuchSharedMemory) {
    const KernelReports kernels =
        reportsOf({{.entry = "matvec_fast", .architecture = "sm_75", .registers = 9, .sharedBytes = 40000}});
    Plan plan{"decode", {{.name = "layer", .lines = {{.shader = "matvec_fast", .sharedBytes = 65536 - 40000}}}}};
    EXPECT_EQ(refusedKernels({plan}, kernels).size(), 0U);
    ++plan.segments[0].lines[0].sharedBytes;
    EXPECT_EQ(refusedKernels({plan}, kernels).size(), 1U);
    plan.segments[0].lines[0] = {.shader = "embed_fast"};
    EXPECT_EQ(refusedKernels({plan}, kernels).size(), 1U);
}

bool isStale(const std::string& file, const std::string& made, const KernelReports& kernels) {
    return comparableReport(file, kernels, made) != comparableReport(made, kernels, file);
}

TEST(CudaReport, ComparesWhatThisBuildHas) {
    const KernelReports kernels = reportsOf({});
    const std::string made =
        "# Title\nToolkit: 13.0.88\n| a | sm_75 | 5 |\n| a | sm_86 | 6 |\n| a | compute_86 | 1 |\n";
    const std::string file = "# Title\nToolkit: 13.0.88\n| a | sm_75 | 5 |\n| a | sm_86 | 6 |\n| a | sm_90 | 7 |\n";
    EXPECT_FALSE(isStale(file, made, kernels));
    std::string other = file;
    other.replace(other.find("sm_86 | 6"), 9, "sm_86 | 8");
    EXPECT_TRUE(isStale(other, made, kernels));
    EXPECT_TRUE(isStale("", made, kernels));
    // Rows that are missing, and rows of a kernel that is gone.
    EXPECT_TRUE(isStale("# Title\nToolkit: 13.0.88\n| a | sm_75 | 5 |\n", made, kernels));
    EXPECT_TRUE(isStale(file + "| b | sm_86 | 6 |\n", made, kernels));
    // Another toolkit gives other registers, and the same plans.
    other.replace(other.find("13.0.88"), 7, "13.1.10");
    EXPECT_FALSE(isStale(other, made, kernels));
    other.replace(other.find("Title"), 5, "Other");
    EXPECT_TRUE(isStale(other, made, kernels));
}

}  // namespace
}  // namespace lanternfish::bench
