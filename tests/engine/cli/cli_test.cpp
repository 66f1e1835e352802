#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/engine/cli/run_cli.h"
#include "tests/engine/cli/scratch_folder.h"

namespace lanternfish::tests {
namespace {

const std::string kData = LANTERNFISH_TEST_DATA;
const std::string kNano = LANTERNFISH_NANO;

nlohmann::json readJson(const std::string& file) {
    return nlohmann::json::parse(std::ifstream(file));
}

TEST(Cli, HelpOfEveryCommandNamesItsOptions) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> commands = {
        {"chat", {"--model", "--think", "/quit"}},
        {"run", {"--model", "--prompt", "--max-tokens", "--seed", "--temperature", "--think"}},
        {"logits", {"--tokens", "--out", "--numerics", "--math", "--chunk", "--threads", "--backend"}},
        {"inspect", {"FILE", "--json"}},
        {"tokenize", {"--model", "--special", "--text"}},
        {"bench", {"--prompt", "--gen", "--depth", "--threads", "--json", "random"}},
        {"doctor", {"--json"}},
    };
    const ProcessResult all = cli({"--help"});
    EXPECT_EQ(all.status, 0);
    for (const auto& [command, words] : commands) {
        EXPECT_NE(all.output.find("\n  " + command + " "), std::string::npos) << command;
        const ProcessResult help = cli({command, "--help"});
        EXPECT_EQ(help.status, 0);
        EXPECT_EQ(help.errors, "");
        EXPECT_TRUE(help.output.starts_with("usage: lanternfish-cli " + command));
        for (const std::string& word : words) {
            EXPECT_NE(help.output.find(word), std::string::npos) << command << " " << word;
        }
    }
}

TEST(Cli, BadUsageIsStatusTwoOnStderr) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{}, "expected a command, found none"},
        {{"converse"}, "expected a command, found \"converse\""},
        {{"run"}, "expected --prompt TEXT, found none"},
        {{"run", "--prompt"}, "--prompt: expected TEXT"},
        {{"run", "--prompt", "x", "--temperature", "hot"}, "--temperature: expected a number"},
        {{"logits", "--tokens", "x"}, "expected --out FILE, found none"},
        {{"logits", "--tokens", "x", "--out", "y", "--numerics", "int4"}, "expected one of packed, plain"},
        {{"inspect"}, "expected FILE, found none"},
        {{"tokenize", "--json", "--pieces"}, "expected without --json"},
        {{"bench", "--prompt", "0", "--gen", "0"}, "expected one above 0"},
        {{"doctor", "me"}, "expected an option, found \"me\""},
    };
    for (const auto& [arguments, words] : cases) {
        const ProcessResult result = cli(arguments);
        EXPECT_EQ(result.status, 2) << words;
        EXPECT_EQ(result.output, "");
        EXPECT_NE(result.errors.find(words), std::string::npos) << result.errors;
    }
}

TEST(Cli, FailuresAreStatusOneAndNameTheFile) {
    const ScratchFolder folder;
    const std::string junk = folder.write("junk.gguf", "not a model at all, but long enough to look at");
    const std::vector<std::vector<std::string>> cases = {
        {"run", "--model", junk, "--prompt", "x"},
        {"inspect", junk},
        {"tokenize", "--model", junk, "--text", "x"},
        {"bench", "--model", junk},
        {"logits", "--model", junk, "--tokens", junk, "--out", folder.path("out")},
        {"chat", "--model", junk},
        {"inspect", folder.path("junk.gguf/absent")},
        {"inspect", folder.path("")},
    };
    for (const auto& arguments : cases) {
        const ProcessResult result = cli(arguments);
        EXPECT_EQ(result.status, 1) << arguments[0];
        EXPECT_EQ(result.output, "") << arguments[0];
        EXPECT_NE(result.errors.find(folder.path("").substr(0, folder.path("").size() - 1)), std::string::npos)
            << result.errors;
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path("out")));
}

TEST(Cli, WithoutAModelTheBuiltInOneGivesItsKnownAnswers) {
    const auto answers = readJson(kData + "/nano/answers.json");
    ASSERT_GE(answers.size(), 20U);
    for (const auto& entry : answers) {
        std::vector<std::string> arguments = {"run", "--prompt", entry["question"]};
        if (entry["think"]) {
            arguments.emplace_back("--think");
        }
        const ProcessResult result = cli(arguments);
        EXPECT_EQ(result.status, 0) << result.errors;
        EXPECT_EQ(result.output, entry["answer"].get<std::string>() + "\n");
    }
}

TEST(Cli, RunStopsWhenAskedAndRepeatsItselfForASeed) {
    const ProcessResult cut = cli({"run", "--model", kNano, "--prompt", "hi", "--max-tokens", "3"});
    EXPECT_EQ(cut.status, 0);
    EXPECT_EQ(cut.output, "Hello\n");
    EXPECT_NE(cut.errors.find("stopped after 3 tokens"), std::string::npos);

    const auto draw = [](const char* seed) {
        return cli({"run", "--prompt", "hi", "--temperature", "3", "--seed", seed, "--max-tokens", "30"}).output;
    };
    EXPECT_EQ(draw("1"), draw("1"));
    EXPECT_NE(draw("1"), draw("2"));
}

TEST(Cli, ChatRemembersWithinAConversationOnly) {
    const ProcessResult result =
        cli({"chat"}, {.input = "My name is Bob.\n\nWhat is my name?\r\n/new\nWhat is my name?\n/quit\nhi\n"});
    EXPECT_EQ(result.status, 0);
    EXPECT_NE(result.errors.find("Demonstration model"), std::string::npos);
    const size_t first = result.output.find("Bob");
    const size_t second = result.output.find("Bob", first + 1);
    ASSERT_NE(first, std::string::npos) << result.output;
    ASSERT_NE(second, std::string::npos) << result.output;
    EXPECT_EQ(result.output.find("Bob", second + 1), std::string::npos) << result.output;
    EXPECT_EQ(std::ranges::count(result.output, '\n'), 3) << result.output;
}

TEST(Cli, ChatEndsWithItsInput) {
    const ProcessResult result = cli({"chat"}, {.input = "hi"});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.output, "Hello! How can I help you today?\n");
}

TEST(Cli, InterruptStopsTheAnswerAndNotTheProgram) {
    // Hot enough to talk on for thousands of tokens.
    int sent = 0;
    const ProcessResult result =
        cli({"chat", "--temperature", "8"},
            {.input = "hi\n/new\nhello\n/quit\n",
             .watch = [&](int pid, const std::string& output, const std::string& errors) {
                 const bool second = errors.contains("A new conversation.");
                 if ((sent == 0 && output.size() > 50) || (sent == 1 && second && !output.ends_with('\n'))) {
                     ++sent;
                     ::kill(pid, SIGINT);
                 }
             }});
    EXPECT_EQ(result.status, 0) << result.signal << result.errors;
    EXPECT_EQ(sent, 2);
    const size_t stopped = result.errors.find("[stopped; ");
    ASSERT_NE(stopped, std::string::npos) << result.errors;
    EXPECT_NE(result.errors.find("[stopped; ", stopped + 1), std::string::npos) << result.errors;
}

TEST(Cli, LogitsAreTheSameBytesForAnyChunkAndThreadCount) {
    const ScratchFolder folder;
    const std::string tokens =
        folder.write("t.i32", ScratchFolder::read(kData + "/tiny/tokens-700.i32").substr(0, 1200));
    std::string first;
    for (const char* chunk : {"512", "7", "1"}) {
        for (const char* threads : {"1", "2"}) {
            const std::string out = folder.path("out.f32");
            const ProcessResult result = cli({"logits", "--model", kData + "/tiny/mini-mix.gguf", "--tokens", tokens,
                                              "--out", out, "--chunk", chunk, "--threads", threads});
            ASSERT_EQ(result.status, 0) << result.errors;
            const std::string bytes = ScratchFolder::read(out);
            ASSERT_EQ(bytes.size(), 300U * 320 * 4);
            first = first.empty() ? bytes : first;
            EXPECT_TRUE(bytes == first) << chunk << " " << threads;
        }
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path("out.f32.part")));
}

TEST(Cli, LogitsLeavesNoFileBehindAnError) {
    const ScratchFolder folder;
    const std::string odd = folder.write("odd.i32", "12345");
    const std::string none = folder.write("none.i32", "");
    const std::string outside = folder.write("outside.i32", std::string("\x01\0\0\0\0\0\1\0", 8));
    const std::string out = folder.path("out.f32");
    const std::vector<std::pair<std::string, std::string>> cases = {
        {odd, "expected int32 token ids, so a multiple of 4 bytes and at least 4, found 5"},
        {none, "found 0"},
        {outside, "token 1: expected an id from 0 to 4095, found 65536"},
        {folder.path("absent.i32"), "no such file"},
    };
    for (const auto& [tokens, words] : cases) {
        const ProcessResult result = cli({"logits", "--tokens", tokens, "--out", out});
        EXPECT_EQ(result.status, 1);
        EXPECT_NE(result.errors.find(tokens + ": "), std::string::npos) << result.errors;
        EXPECT_NE(result.errors.find(words), std::string::npos) << result.errors;
        EXPECT_FALSE(std::filesystem::exists(out));
        EXPECT_FALSE(std::filesystem::exists(out + ".part"));
    }
}

TEST(Cli, LogitsGoWhereALinkPointsAndTheLinkStays) {
    const ScratchFolder folder;
    const std::string tokens = folder.write("tokens.i32", std::string(4, '\0'));
    const std::string target = folder.write("target.f32", "what was there before");
    std::filesystem::create_symlink(target, folder.path("link.f32"));
    ASSERT_EQ(cli({"logits", "--tokens", tokens, "--out", folder.path("link.f32")}).status, 0);
    EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link.f32")));
    EXPECT_EQ(std::filesystem::file_size(target), 4096 * sizeof(float));

    // A link to what can't be replaced, as /dev/stdout is in a pipeline, and places that are no files.
    std::filesystem::create_symlink("/dev/null", folder.path("null.f32"));
    std::filesystem::create_symlink(folder.path("missing"), folder.path("dangling.f32"));
    for (const std::string& out :
         {folder.path("null.f32"), folder.path("dangling.f32"), folder.path(""), std::string()}) {
        const ProcessResult result = cli({"logits", "--tokens", tokens, "--out", out});
        EXPECT_EQ(result.status, 1) << out;
        EXPECT_NE(result.errors.find("expected a file to write"), std::string::npos) << result.errors;
    }
    EXPECT_TRUE(std::filesystem::is_symlink(folder.path("null.f32")));
    EXPECT_FALSE(std::filesystem::exists(folder.path("missing")));
}

/// Sets the 32-bit number of a key.
void setKey(std::string& model, const std::string& key, uint32_t value) {
    const size_t at = model.find(key);
    ASSERT_NE(at, std::string::npos) << key;
    std::memcpy(model.data() + at + key.size() + sizeof(uint32_t), &value, sizeof value);  // After the type.
}

TEST(Cli, AWindowThatNothingFillsTakesNoMemory) {
    const ScratchFolder folder;
    std::string bytes = ScratchFolder::read(kData + "/tiny/mini-mix.gguf");
    setKey(bytes, "deepseek4.attention.sliding_window", 1U << 20U);
    setKey(bytes, "deepseek4.context_length", 1U << 30U);
    const std::string model = folder.write("wide.gguf", bytes);
    const std::string tokens = folder.write("tokens.i32", std::string(40, '\0'));
    const ProcessResult result = cli({"logits", "--model", model, "--tokens", tokens, "--numerics", "plain",
                                      "--threads", "2", "--out", folder.path("out.f32")});
    EXPECT_EQ(result.status, 0) << result.errors;
    // Four rings of 2^20 rows of 128 floats would be 2 GB. Measured: 11 MB.
    EXPECT_LT(result.peakMemory, uint64_t{500} << 20U);
}

TEST(Cli, InspectSaysWhatLoadingWouldSay) {
    const ScratchFolder folder;
    const std::string bytes = ScratchFolder::read(kData + "/tiny/mini-mix.gguf");
    std::string fewer = bytes;
    fewer.replace(fewer.find("deepseek4.vocab_size"), 20, "deepseek4.vocab_none");
    // The first dimension after a tensor's name and their count; all that have one row per token.
    for (const std::string name :
         {"token_embd.weight", "output.weight", "blk.0.ffn_gate_tid2eid.weight", "blk.1.ffn_gate_tid2eid.weight"}) {
        fewer[fewer.find(name) + name.size() + 4 + 8] = static_cast<char>(319 & 0xFF);
    }
    std::string without = bytes;
    without.replace(without.find("token_embd.weight"), 17, "token_none.weight");
    const std::vector<std::pair<std::string, std::string>> cases = {
        {folder.write("fewer.gguf", fewer),
         "tokenizer.ggml.tokens: expected 319 tokens, one per row of "
         "token_embd.weight, found 320"},
        {folder.write("without.gguf", without),
         "token_embd.weight is missing; every model needs it, with shape [128, "
         "320]"},
    };
    for (const auto& [model, words] : cases) {
        for (const auto& command :
             std::vector<std::vector<std::string>>{{"inspect", model}, {"run", "--model", model, "--prompt", "x"}}) {
            const ProcessResult result = cli(command);
            EXPECT_EQ(result.status, 1);
            EXPECT_NE(result.errors.find(model + ": "), std::string::npos) << result.errors;
            EXPECT_NE(result.errors.find(words), std::string::npos) << result.errors;
        }
    }
}

TEST(Cli, InspectListsEveryTensorAsJson) {
    for (const char* name : {"mini-f32", "mini-mix", "small-iq2", "small-ds4"}) {
        const std::string file = kData + "/tiny/" + name + ".gguf";
        const ProcessResult result = cli({"inspect", file, "--json"});
        ASSERT_EQ(result.status, 0) << result.errors;
        const auto report = nlohmann::json::parse(result.output);
        EXPECT_EQ(report["architecture"], "deepseek4");
        EXPECT_EQ(report["fileBytes"], std::filesystem::file_size(file));
        EXPECT_TRUE(report["problem"].is_null());
        uint64_t tensorBytes = 0;
        for (const auto& tensor : report["tensors"]) {
            tensorBytes += tensor["bytes"].get<uint64_t>();
        }
        uint64_t classBytes = 0;
        uint64_t classTensors = 0;
        for (const auto& entry : report["classes"]) {
            classBytes += entry["bytes"].get<uint64_t>();
            classTensors += entry["tensors"].get<uint64_t>();
        }
        EXPECT_EQ(classBytes, tensorBytes);
        EXPECT_EQ(classTensors, report["tensors"].size());
        EXPECT_LT(tensorBytes, std::filesystem::file_size(file));
    }
}

TEST(Cli, InspectReportsASoundFileThatIsNoModel) {
    const ProcessResult result = cli({"inspect", kData + "/vocab/v4-vocab.gguf", "--json"});
    EXPECT_EQ(result.status, 1);
    const auto report = nlohmann::json::parse(result.output);
    EXPECT_NE(result.errors.find(report["problem"].get<std::string>()), std::string::npos) << result.errors;
}

TEST(Cli, InspectPrintsNoControlCharacterOfAFile) {
    const ScratchFolder folder;
    std::string bytes = ScratchFolder::read(kNano);
    const size_t name = bytes.find("Lanternfish nano");
    ASSERT_NE(name, std::string::npos);
    bytes.replace(name, 5, "\x1b[31m");
    const ProcessResult result = cli({"inspect", folder.write("hostile.gguf", bytes)});
    EXPECT_EQ(result.status, 0) << result.errors;
    EXPECT_EQ(result.output.find('\x1b'), std::string::npos);
}

TEST(Cli, TokenizeGivesTheKnownIdsOfTheRealVocabulary) {
    const auto vectors = readJson(kData + "/vocab/vectors.json");
    for (size_t i = 0; i < vectors.size(); i += 20) {
        const ProcessResult result = cli({"tokenize", "--model", kData + "/vocab/v4-vocab.gguf", "--json"},
                                         {.input = vectors[i]["text"].get<std::string>()});
        ASSERT_EQ(result.status, 0) << result.errors;
        EXPECT_EQ(nlohmann::json::parse(result.output), vectors[i]["ids"]) << vectors[i]["text"];
    }
}

TEST(Cli, TokenizeTakesSpecialTokensOnlyWhenAsked) {
    const ProcessResult plain = cli({"tokenize", "--text", "<｜User｜>"});
    const ProcessResult special = cli({"tokenize", "--special", "--text", "<｜User｜>"});
    EXPECT_GT(std::ranges::count(plain.output, ' '), 0);
    EXPECT_EQ(std::ranges::count(special.output, ' '), 0) << special.output;
    EXPECT_EQ(cli({"tokenize"}, {.input = "<｜User｜>"}).output, plain.output);
}

TEST(Cli, DoctorFindsEveryOperationRight) {
    const ProcessResult result = cli({"doctor", "--json"});
    EXPECT_EQ(result.status, 0) << result.errors;
    const auto report = nlohmann::json::parse(result.output);
    ASSERT_FALSE(report["devices"].empty());
    EXPECT_GT(report["devices"][0]["ops"].size(), 10U);
    const auto chosen = std::ranges::count_if(report["devices"], [](const auto& each) {
        return each["reason"].template get<std::string>().starts_with("On ");
    });
    EXPECT_EQ(chosen, 1);
}

TEST(Cli, AFullDiskIsAFailure) {
    const std::string line = std::string(LANTERNFISH_CLI) + " inspect " + kNano + " >/dev/full";
    const ProcessResult result = runProcess({"/bin/sh", "-c", line});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.errors, "");
}

}  // namespace
}  // namespace lanternfish::tests
