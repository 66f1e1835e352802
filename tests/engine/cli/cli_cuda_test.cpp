// `--backend cuda` as users give it, on the emulated driver: the system finds that as it would find a real one.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/base/shared_library.h"
#include "tests/engine/cli/process.h"

namespace lanternfish::tests {
namespace {

const std::string kModel = LANTERNFISH_TEST_DATA "/tiny/mini-mix.gguf";

ProcessResult cuda(const std::vector<std::string>& arguments) {
    std::vector<std::string> command{"/usr/bin/env", "LD_LIBRARY_PATH=" LANTERNFISH_EMULATED_CUDA_FOLDER,
                                     LANTERNFISH_CLI};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return runProcess(command);
}

TEST(CliCuda, CountsWhatTheDeviceIsToldToDo) {
    const std::vector<std::string> arguments{"bench", "--model",  kModel, "--backend", "cuda", "--math",
                                             "fast",  "--prompt", "4",    "--gen",     "2",    "--json"};
    const ProcessResult result = cuda(arguments);
    ASSERT_EQ(result.status, 0) << result.errors;
    const auto report = nlohmann::json::parse(result.output);
    const auto dispatches = report["decodeDispatches"].get<uint32_t>();
    EXPECT_GT(dispatches, 20U);
    EXPECT_GT(report["prefillChunkDispatches"].get<uint32_t>(), 20U);
    // Here: on how many others kernels wait.
    EXPECT_GE(report["decodeBarriers"].get<uint32_t>(), dispatches / 2);
    EXPECT_GE(report["decodeLeastBytes"].get<uint64_t>(), report["bytesPerToken"].get<uint64_t>());
    EXPECT_GE(report["decodeMovedBytes"].get<uint64_t>(), report["decodeLeastBytes"].get<uint64_t>());
}

TEST(CliCuda, SaysWhichDevicesThereAre) {
    const ProcessResult result = cuda({"bench", "--model", kModel, "--backend", "cuda:4"});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.errors.find("no NVIDIA device '4'; there is one, Emulated CUDA card"), std::string::npos)
        << result.errors;
}

TEST(CliCuda, WithoutADriverItIsAPlainFailure) {
    if (SharedLibrary::open("libcuda.so.1"))
        GTEST_SKIP() << "this computer has an NVIDIA driver";
    const ProcessResult result =
        runProcess({LANTERNFISH_CLI, "bench", "--model", kModel, "--backend", "cuda", "--prompt", "4"});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.errors.find("no NVIDIA driver on this computer"), std::string::npos) << result.errors;
}

}  // namespace
}  // namespace lanternfish::tests
