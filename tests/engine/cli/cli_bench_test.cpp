#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/engine/cli/run_cli.h"

namespace lanternfish::tests {
namespace {

const std::string kData = LANTERNFISH_TEST_DATA;
const std::string kNano = LANTERNFISH_NANO;

TEST(CliBench, MeasuresAndHashesTheLogits) {
    const auto bench = [](const char* threads, const char* seed) {
        const ProcessResult result = cli({"bench", "--model", kData + "/tiny/mini-mix.gguf", "--prompt", "40", "--gen",
                                          "8", "--depth", "100", "--threads", threads, "--seed", seed, "--json"});
        EXPECT_EQ(result.status, 0) << result.errors;
        return nlohmann::json::parse(result.output);
    };
    const auto one = bench("1", "1");
    for (const char* figure : {"prefillTokensPerSecond", "decodeTokensPerSecond", "bytesPerToken", "cacheBytes",
                               "plainReadBytesPerSecond", "decodeBytesPerSecond"}) {
        EXPECT_GT(one[figure].get<double>(), 0) << figure;
    }
    EXPECT_EQ(one["depth"], 100);
    EXPECT_NE(one["depthFilledWith"].get<std::string>().find("random"), std::string::npos);
    EXPECT_LE(one["plainReadBytes"].get<uint64_t>(), one["bytesPerToken"].get<uint64_t>());
    // The processor records no commands.
    EXPECT_FALSE(one.contains("decodeDispatches"));
    EXPECT_FALSE(one.contains("prefillChunkDispatches"));
    EXPECT_EQ(one["logitsHash"], bench("2", "1")["logitsHash"]);
    EXPECT_NE(one["logitsHash"], bench("1", "2")["logitsHash"]);
}

TEST(CliBench, CountsWhatAVulkanDeviceIsToldToDo) {
    const std::vector<std::string> arguments = {"bench",    "--backend", "vulkan", "--math", "fast",
                                                "--prompt", "4",         "--gen",  "2"};
    const ProcessResult text = cli(arguments);
    // No loader, driver or device.
    if (text.status != 0 && text.errors.contains("no Vulkan"))
        GTEST_SKIP() << text.errors;
    ASSERT_EQ(text.status, 0) << text.errors;
    EXPECT_NE(text.output.find(" barriers per token"), std::string::npos) << text.output;
    EXPECT_NE(text.output.find(" barriers per chunk of 4 rows"), std::string::npos) << text.output;
    EXPECT_NE(text.output.find(" at a depth of 6 tokens"), std::string::npos) << text.output;

    std::vector<std::string> asJson = arguments;
    asJson.emplace_back("--json");
    const ProcessResult result = cli(asJson);
    ASSERT_EQ(result.status, 0) << result.errors;
    const auto report = nlohmann::json::parse(result.output);
    const auto info = nlohmann::json::parse(cli({"inspect", kNano, "--json"}).output);
    uint32_t layers = 0;
    for (const auto& key : info["keys"])
        if (key["key"] == "deepseek4.block_count")
            layers = static_cast<uint32_t>(std::stoul(key["value"].get<std::string>()));
    ASSERT_GT(layers, 0U);
    // Besides the layers: the embedding, the head's projection, mix and logits.
    const auto dispatches = report["decodeDispatches"].get<uint32_t>();
    EXPECT_LE(dispatches, 20 * layers + 5);
    EXPECT_GE(dispatches, 5 * layers);
    EXPECT_GT(report["decodeBarriers"].get<uint32_t>(), layers);
    EXPECT_LE(report["decodeBarriers"].get<uint32_t>(), dispatches);
    // Every weight of a token is among them.
    EXPECT_GE(report["decodeLeastBytes"].get<uint64_t>(), report["bytesPerToken"].get<uint64_t>());
    EXPECT_GE(report["decodeMovedBytes"].get<uint64_t>(), report["decodeLeastBytes"].get<uint64_t>());
}

TEST(CliBench, CountsAChunkOfThePromptAndATokenByTheirDepth) {
    const auto bench = [](const char* prompt, const char* depth) {
        return cli({"bench", "--backend", "vulkan", "--math", "fast", "--prompt", prompt, "--chunk", "16", "--gen", "1",
                    "--depth", depth, "--json"});
    };
    const ProcessResult first = bench("40", "0");
    if (first.status != 0 && first.errors.contains("no Vulkan"))
        GTEST_SKIP() << first.errors;
    ASSERT_EQ(first.status, 0) << first.errors;
    const auto shallow = nlohmann::json::parse(first.output);
    const auto deep = nlohmann::json::parse(bench("40", "2000").output);
    const auto number = [](const nlohmann::json& report, const std::string& name) {
        return report[name].get<uint64_t>();
    };
    // The last whole chunk, with what was before it.
    EXPECT_EQ(number(shallow, "prefillChunkRows"), 16U);
    EXPECT_EQ(number(shallow, "prefillChunkDepth"), 32U);
    EXPECT_EQ(number(deep, "prefillChunkDepth"), 2032U);
    EXPECT_EQ(number(shallow, "decodeDepth"), 41U);
    EXPECT_EQ(number(deep, "decodeDepth"), 2041U);
    for (const std::string of : {"prefillChunk", "decode"}) {
        for (const nlohmann::json& report : {shallow, deep}) {
            EXPECT_GT(number(report, of + "LeastBytes"), 0U) << of;
            EXPECT_GE(number(report, of + "MovedBytes"), number(report, of + "LeastBytes")) << of;
            EXPECT_GT(number(report, of + "Dispatches"), 0U) << of;
            EXPECT_LE(number(report, of + "Barriers"), number(report, of + "Dispatches")) << of;
        }
        EXPECT_GT(number(deep, of + "LeastBytes"), number(shallow, of + "LeastBytes")) << of;
        EXPECT_GT(number(deep, of + "MovedBytes"), number(shallow, of + "MovedBytes")) << of;
    }
    EXPECT_GT(number(deep, "prefillChunkMovedBytes"), number(deep, "decodeMovedBytes"));
    // A shorter prompt is one chunk.
    const auto little = nlohmann::json::parse(bench("5", "0").output);
    EXPECT_EQ(number(little, "prefillChunkRows"), 5U);
    EXPECT_EQ(number(little, "prefillChunkDepth"), 5U);
}

TEST(CliBench, RefusesMoreThanTheContextHolds) {
    const ProcessResult result = cli({"bench", "--depth", "4000", "--prompt", "500"});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.errors.find("expected at most 4096 tokens together"), std::string::npos) << result.errors;
}

}  // namespace
}  // namespace lanternfish::tests
