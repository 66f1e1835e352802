#include "engine/format/gguf.h"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/format/gguf_types.h"
#include "engine/format/printable.h"
#include "tests/fakes/gguf_writer.h"

namespace lanternfish::format {
namespace {

using fakes::GgufWriter;

const std::filesystem::path kData = LANTERNFISH_TEST_DATA;

/// A parsed file together with the bytes that it looks at.
struct Parsed {
    explicit Parsed(const GgufWriter& writer)
        : bytes(writer.bytes()), file(GgufFile::parse("test.gguf", std::as_bytes(std::span(bytes)))) {}

    std::string bytes;
    Result<GgufFile> file;
};

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? "no error" : describe(result.error());
}

TEST(Gguf, GivesBackWhatWasWritten) {
    GgufWriter writer;
    const std::string data(2 * 34, 'x');
    writer.u32("a.count", 7).string("a.name", "deep").tensor("w", {32, 2}, 8, data).tensor("v", {3}, 0, "abcdabcdabcd");
    const Parsed parsed(writer);
    ASSERT_TRUE(parsed.file) << messageOf(parsed.file);
    const GgufFile& file = *parsed.file;
    EXPECT_EQ(file.version(), 3U);
    EXPECT_EQ(file.metadata().size(), 2U);
    EXPECT_EQ(file.metadata()[1].key, "a.name");
    ASSERT_EQ(file.tensors().size(), 2U);

    const TensorInfo* w = file.findTensor("w");
    ASSERT_NE(w, nullptr);
    EXPECT_EQ(w->type, quant::Type::Q8_0);
    EXPECT_EQ(w->typeName, "Q8_0");
    EXPECT_EQ(w->dimensions.text(), "[32, 2]");
    EXPECT_EQ(w->elements, 64U);
    EXPECT_EQ(w->bytes, 68U);
    EXPECT_EQ(std::memcmp(w->data.data(), data.data(), data.size()), 0);

    const TensorInfo* v = file.findTensor("v");
    ASSERT_NE(v, nullptr);
    EXPECT_EQ(std::memcmp(v->data.data(), "abcdabcdabcd", 12), 0);
    EXPECT_EQ((v->data.data() - w->data.data()) % 32, 0);
    EXPECT_EQ(file.findTensor("u"), nullptr);
    EXPECT_EQ(file.header().size(), writer.header().size());
}

TEST(Gguf, ReadsVersionTwoAndItsOwnAlignment) {
    GgufWriter writer;
    writer.version = 2;
    writer.alignment = 128;
    writer.u32("general.alignment", 128).tensor("a", {1}, 0, "aaaa").tensor("b", {1}, 0, "bbbb");
    const Parsed parsed(writer);
    ASSERT_TRUE(parsed.file) << messageOf(parsed.file);
    EXPECT_EQ(parsed.file->version(), 2U);
    EXPECT_EQ(parsed.file->tensors()[1].data.data() - parsed.file->tensors()[0].data.data(), 128);
    EXPECT_EQ(static_cast<char>(parsed.file->tensors()[1].data[0]), 'b');
}

TEST(Gguf, KnowsTypesThatTheEngineDoesNotComputeWith) {
    GgufWriter writer;
    writer.tensor("q4", {256}, 12, std::string(144, 'q')).tensor("doubles", {2}, 28, std::string(16, 'd'));
    const Parsed parsed(writer);
    ASSERT_TRUE(parsed.file) << messageOf(parsed.file);
    EXPECT_EQ(parsed.file->tensors()[0].typeName, "Q4_K");
    EXPECT_FALSE(parsed.file->tensors()[0].type);
    EXPECT_EQ(parsed.file->tensors()[1].bytes, 16U);
}

TEST(Gguf, TypeTableEqualsThePublishedOne) {
    std::ifstream stream(kData / "quant" / "index.json");
    const auto index = nlohmann::json::parse(stream);
    EXPECT_GT(index.size(), 20U);
    for (const auto& [name, entry] : index.items()) {
        const auto type = findGgufType(entry["ggml_type"].get<uint32_t>());
        ASSERT_TRUE(type) << name;
        EXPECT_EQ(type->name, name);
        EXPECT_EQ(type->blockElements, entry["block_elements"].get<uint32_t>()) << name;
        EXPECT_EQ(type->blockBytes, entry["block_bytes"].get<uint32_t>()) << name;
    }
    // What the engine computes with has the same sizes in both tables.
    for (uint32_t number = 0; number < 64; ++number) {
        if (const auto known = quant::findType(number)) {
            const auto type = findGgufType(number);
            ASSERT_TRUE(type) << number;
            EXPECT_EQ(type->name, known->name);
            EXPECT_EQ(type->blockElements, known->blockElements) << known->name;
            EXPECT_EQ(type->blockBytes, known->blockBytes) << known->name;
        }
    }
}

TEST(Gguf, IntegersOfAnyTypeThatFit) {
    const Parsed parsed(GgufWriter()
                            .key("u8", 0, GgufWriter::raw<uint8_t>(200))
                            .key("i16", 3, GgufWriter::raw<int16_t>(-3))
                            .key("i64", 11, GgufWriter::raw<int64_t>(65536))
                            .u64("big", 1ULL << 32)
                            .f32("f", 1.5F)
                            .i32Array("ints", {0, 4, 128})
                            .i32Array("negative", {0, -4}));
    ASSERT_TRUE(parsed.file);
    const GgufFile& file = *parsed.file;
    EXPECT_EQ(file.requireU32("u8").value(), 200U);
    EXPECT_EQ(file.requireU32("i64").value(), 65536U);
    EXPECT_EQ(file.requireU64("big").value(), 1ULL << 32);
    EXPECT_EQ(file.requireU32Array("ints").value(), (std::vector<uint32_t>{0, 4, 128}));
    EXPECT_EQ(file.requireF32("f").value(), 1.5F);
    EXPECT_EQ(messageOf(file.requireU32("big")),
              "test.gguf: key 'big': expected an integer from 0 to 4294967295, found u64 4294967296");
    EXPECT_EQ(messageOf(file.requireU32("i16")),
              "test.gguf: key 'i16': expected an integer from 0 to 4294967295, found i16 -3");
    EXPECT_EQ(messageOf(file.requireU32("f")),
              "test.gguf: key 'f': expected an integer from 0 to 4294967295, found f32 1.5");
    EXPECT_EQ(messageOf(file.requireU32Array("negative")),
              "test.gguf: key 'negative[1]': expected an integer from 0 to 4294967295, found i32 -4");
    EXPECT_EQ(messageOf(file.requireU32Array("ints", 2)),
              "test.gguf: key 'ints': expected at most 2 elements, found array of i32 [0, 4, 128] (3)");
}

TEST(Gguf, WrongAndMissingValuesAreNamed) {
    const Parsed parsed(GgufWriter()
                            .f32("nan", std::numeric_limits<float>::quiet_NaN())
                            .key("double", 12, GgufWriter::raw(1e300))
                            .key("flag", 7, "\x02")
                            .f32Array("floats", {1, std::numeric_limits<float>::infinity()})
                            .stringArray("texts", {"a", "b"})
                            .u32("number", 1));
    ASSERT_TRUE(parsed.file) << messageOf(parsed.file);
    const GgufFile& file = *parsed.file;
    EXPECT_EQ(messageOf(file.requireF32("nan")), "test.gguf: key 'nan': expected a finite float, found f32 nan");
    EXPECT_FALSE(file.requireF32("double"));
    EXPECT_EQ(messageOf(file.requireBool("flag")), "test.gguf: key 'flag': expected a bool of 0 or 1, found bool 2");
    EXPECT_FALSE(file.requireF32Array("floats"));
    EXPECT_FALSE(file.requireF32Array("texts"));
    EXPECT_FALSE(file.requireU32Array("texts"));
    EXPECT_FALSE(file.requireStringArray("floats"));
    EXPECT_EQ(file.requireStringArray("texts").value(), (std::vector<std::string_view>{"a", "b"}));
    EXPECT_EQ(messageOf(file.requireString("gone")), "test.gguf: key 'gone' is missing, expected a string");
    EXPECT_EQ(file.requireString("gone").error().code, ErrorCode::InvalidFile);

    EXPECT_EQ(file.optionalU32("gone", 5).value(), 5U);
    EXPECT_EQ(file.optionalString("gone", "x").value(), "x");
    EXPECT_FALSE(file.optionalString("number", "x")) << "a wrong type is an error, not the fallback";
    EXPECT_FALSE(file.optionalF32("number", 1));
}

TEST(Gguf, ValuesAsShortText) {
    const Parsed parsed(GgufWriter()
                            .stringArray("texts", {"one", "two"})
                            .i32Array("many", {1, 2, 3, 4, 5, 6, 7, 8, 9})
                            .boolean("flag", true)
                            .string("odd", "a\x1B\xFF\xC3\xA4"));
    ASSERT_TRUE(parsed.file);
    EXPECT_EQ(parsed.file->find("texts")->text(), "['one', 'two'] (2)");
    EXPECT_EQ(parsed.file->find("many")->text(), "[1, 2, 3, 4, 5, 6, 7, 8, ...] (9)");
    EXPECT_EQ(parsed.file->find("many")->typeName(), "array of i32");
    EXPECT_EQ(parsed.file->find("flag")->text(), "true");
    EXPECT_EQ(parsed.file->find("odd")->text(), "'a\\x1B\\xFF\xC3\xA4'");
}

TEST(Gguf, OpensEveryModelOfTheTestData) {
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kData / "tiny")) {
        if (entry.path().extension() != ".gguf")
            continue;
        ++files;
        const auto file = GgufFile::open(entry.path());
        ASSERT_TRUE(file) << messageOf(file);
        EXPECT_EQ(file->requireString("general.architecture").value(), "deepseek4");
        EXPECT_EQ(file->tensors().size(), 126U);
        for (const TensorInfo& tensor : file->tensors())
            EXPECT_TRUE(tensor.type) << tensor.name;
    }
    EXPECT_EQ(files, 5U);

    auto nano = GgufFile::open(LANTERNFISH_MODEL);
    ASSERT_TRUE(nano) << messageOf(nano);
    const GgufFile moved = std::move(*nano);
    const TensorInfo* embedding = moved.findTensor("token_embd.weight");
    ASSERT_NE(embedding, nullptr);
    EXPECT_EQ(embedding->dimensions.text(), "[256, 4096]");
    EXPECT_EQ(embedding->typeName, "BF16");
    EXPECT_EQ(moved.requireU32Array("deepseek4.attention.compress_ratios").value(),
              (std::vector<uint32_t>{0, 0, 4, 128, 4, 128}));
}

TEST(Gguf, PathsThatAreNoFile) {
    const auto folder = std::filesystem::temp_directory_path() / "lanternfish_gguf_test";
    std::filesystem::create_directories(folder);
    EXPECT_EQ(GgufFile::open(folder / "missing.gguf").error().code, ErrorCode::NotFound);
    EXPECT_EQ(GgufFile::open(folder).error().code, ErrorCode::Io);
    std::ofstream(folder / "empty.gguf").close();
    const auto empty = GgufFile::open(folder / "empty.gguf");
    EXPECT_EQ(messageOf(empty), (folder / "empty.gguf").string() + ": magic: expected 'GGUF', found an empty file");
    std::filesystem::remove_all(folder);
}

TEST(Printable, KeepsTextAndEscapesTheRest) {
    EXPECT_EQ(printable("Größe 世界 🙂"), "Größe 世界 🙂");
    EXPECT_EQ(printable("a\nb\x7F"), "a\\x0Ab\\x7F");
    EXPECT_EQ(printable("\xC0\x80\xED\xA0\x80"), "\\xC0\\x80\\xED\\xA0\\x80") << "overlong forms, surrogates";
    EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B") << "a control character beyond ASCII";
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("abc", 3), "abc");
}

}  // namespace
}  // namespace lanternfish::format
