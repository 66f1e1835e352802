#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>

#include "engine/tokenizer/bpe_tokenizer.h"

namespace lanternfish::tokenizer {
namespace {

const std::filesystem::path kVocabulary = std::filesystem::path(LANTERNFISH_TEST_DATA) / "vocab";

double bestSeconds(int runs, const std::function<void()>& work) {
    double best = 1e9;
    for (int run = 0; run < runs; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool kOptimized = true;
#else
constexpr bool kOptimized = false;
#endif

std::unique_ptr<Tokenizer> load() {
    const auto file = format::GgufFile::open(kVocabulary / "v4-vocab.gguf");
    EXPECT_TRUE(file) << describe(file.error());
    auto tokenizer = createTokenizer(*file);
    EXPECT_TRUE(tokenizer) << describe(tokenizer.error());
    return std::move(*tokenizer);
}

/// About `bytes` of the published texts: code, prose of many scripts, numbers, odd white space.
std::string mixedText(size_t bytes) {
    std::ifstream stream(kVocabulary / "vectors.json");
    std::string all;
    for (const auto& vector : nlohmann::json::parse(stream))
        all += vector["text"].get<std::string>() + "\n";
    std::string text;
    while (text.size() < bytes)
        text += all;
    return text;
}

TEST(TokenizerSpeed, TheRealVocabularyLoadsInThreeTenthsOfASecond) {
    if (!kOptimized)
        GTEST_SKIP() << "the promise is about release builds";
    const double seconds = bestSeconds(5, [] { load(); });
    std::cout << "load: " << seconds * 1e3 << " ms\n";
    EXPECT_LT(seconds, 0.3);
}

TEST(TokenizerSpeed, FiveMegabytesOfTextPerSecond) {
    if (!kOptimized)
        GTEST_SKIP() << "the promise is about release builds";
    const auto tokenizer = load();
    const std::string text = mixedText(2'000'000);
    const double rate = static_cast<double>(text.size()) / bestSeconds(5, [&] { tokenizer->encode(text); }) / 1e6;
    std::cout << "encode: " << rate << " MB/s\n";
    EXPECT_GT(rate, 5.0);
}

TEST(TokenizerSpeed, PathologicalTextsTakeTimeInProportion) {
    const auto tokenizer = load();
    constexpr size_t kBytes = 1'000'000;
    const auto repeated = [](std::string_view unit) {
        std::string text;
        while (text.size() < kBytes)
            text += unit;
        return text;
    };
    std::mt19937 random(3);
    std::string letters, noise;
    for (size_t i = 0; i < kBytes; ++i) {
        letters += static_cast<char>('a' + random() % 26);
        noise += static_cast<char>(random());
    }
    const std::vector<std::pair<const char*, std::string>> texts = {
        {"one letter", repeated("a")},
        {"spaces", repeated(" ")},
        {"line ends", repeated("\n")},
        {"spaces, line end", repeated(" ") + "\nx"},
        {"emoji", repeated("🙂")},
        {"joined emoji", repeated("👩\u200D")},
        {"Han", repeated("你好世界")},
        {"marks", repeated("e\u0301")},
        {"control bytes", repeated("\x01")},
        {"no UTF-8", repeated("\xFF")},
        {"angles", repeated("<")},
        {"half markers", repeated("<｜User")},
        {"digits", repeated("7")},
        {"random letters", letters},
        {"random bytes", noise},
    };
    const std::string normal = mixedText(kBytes);
    const double usual = bestSeconds(2, [&] { tokenizer->encode(normal); });
    for (const auto& [name, text] : texts) {
        size_t bytes = 0;
        const double seconds = bestSeconds(1, [&] {
            for (const TokenId id : tokenizer->encode(text))
                bytes += tokenizer->tokenBytes(id).size();
        });
        std::cout << name << ": " << static_cast<double>(text.size()) / seconds / 1e6 << " MB/s\n";
        EXPECT_EQ(bytes, text.size()) << name;
        // Measured: at most 12 times the usual, for a heap of a million entries. Quadratic work would be a thousand
        // times that again.
        EXPECT_LT(seconds, 100 * usual) << name;
    }
}

}  // namespace
}  // namespace lanternfish::tokenizer
