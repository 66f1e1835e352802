#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "engine/format/gguf.h"
#include "tests/fakes/gguf_writer.h"

namespace lanternfish::format {
namespace {

using fakes::GgufWriter;

constexpr uint64_t kHuge = std::numeric_limits<uint64_t>::max();

struct Malformed {
    std::string name;
    std::string bytes;
    std::string message;  ///< All of it, behind the file's name.
    ErrorCode code = ErrorCode::InvalidFile;
};

std::ostream& operator<<(std::ostream& stream, const Malformed& malformed) {
    return stream << malformed.name;
}

/// The bytes of a file with one change to its writer.
std::string with(const std::function<void(GgufWriter&)>& change) {
    GgufWriter writer;
    writer.u32("a.count", 7);
    change(writer);
    return writer.bytes();
}

std::string nested(int depth) {
    std::string payload;
    for (int i = 1; i < depth; ++i)
        payload += GgufWriter::raw<uint32_t>(9) + GgufWriter::raw<uint64_t>(1);
    return payload + GgufWriter::raw<uint32_t>(4) + GgufWriter::raw<uint64_t>(1) + GgufWriter::raw<uint32_t>(5);
}

class MalformedGguf : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedGguf, IsRefusedWithItsReason) {
    const std::string& bytes = GetParam().bytes;
    const auto file = GgufFile::parse("bad.gguf", std::as_bytes(std::span(bytes)));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message, "bad.gguf: " + GetParam().message);
    EXPECT_EQ(file.error().code, GetParam().code);
}

const std::vector<Malformed> kPreambles = {
    {"empty", "", "magic: expected 'GGUF', found an empty file"},
    {"shortMagic", "GG", "magic: expected 'GGUF', found 'GG': this is not a GGUF file"},
    {"wrongMagic", with([](GgufWriter& w) { w.magic = "GG\nL"; }),
     "magic: expected 'GGUF', found 'GG\\x0AL': this is not a GGUF file"},
    {"magicAlone", "GGUF", "version: the file is truncated: expected 4 bytes at offset 4, found 0"},
    {"versionOne", with([](GgufWriter& w) { w.version = 1; }), "version: expected 2 or 3, found 1",
     ErrorCode::Unsupported},
    {"bigEndian", with([](GgufWriter& w) { w.version = 0x03000000; }),
     "version: expected 2 or 3, found 50331648, which is a big-endian file", ErrorCode::Unsupported},
    {"cutInCounts", with([](GgufWriter&) {}).substr(0, 20),
     "key count: the file is truncated: expected 8 bytes at offset 16, found 4"},
    {"absurdTensorCount", with([](GgufWriter& w) { w.tensorCount = kHuge; }),
     "tensor count: expected at most 1, as the file has 40 more bytes, found 18446744073709551615"},
    {"absurdKeyCount", with([](GgufWriter& w) { w.keyCount = 1ULL << 40; }),
     "key count: expected at most 3, as the file has 40 more bytes, found 1099511627776"},
    {"tooManyKeys", with([](GgufWriter& w) {
         w.keyCount = 70000;
         w.tensor("a", {1U << 20}, 24, std::string(1U << 20, 'a'));
     }),
     "header: expected at most 65536 tensors and keys, found 1 and 70000"},
};

const std::vector<Malformed> kKeys = {
    {"moreKeysThanThere", with([](GgufWriter& w) { w.keyCount = 2; }),
     "name of key 1: expected 1 to 65535 bytes, found 0"},
    {"absurdKeyLength",
     GgufWriter().header().substr(0, 16) + GgufWriter::raw<uint64_t>(1) + GgufWriter::raw(kHuge) + std::string(40, 'a'),
     "name of key 0: the file is truncated: expected 18446744073709551615 bytes at offset 32, found 40"},
    {"longKey", with([](GgufWriter& w) { w.u32(std::string(70000, 'k'), 1); }),
     "name of key 1: expected 1 to 65535 bytes, found 70000"},
    {"duplicateKey", with([](GgufWriter& w) { w.u32("b", 1).u32("a.count", 8); }),
     "key 'a.count': expected once, found more than once"},
    {"unknownValueType", with([](GgufWriter& w) { w.key("odd", 13, "xxxx"); }),
     "key 'odd': expected a value type from 0 to 12, found 13"},
    {"valueCut", with([](GgufWriter& w) { w.u64("n", 1); }).substr(0, 64),
     "key 'n': the file is truncated: expected 8 bytes at offset 60, found 4"},
    {"stringLeavesFile", with([](GgufWriter& w) { w.key("s", 8, GgufWriter::raw<uint64_t>(1000)); }),
     "key 's': the file is truncated: expected 1000 bytes at offset 68, found 28"},
    {"absurdArray",
     with([](GgufWriter& w) { w.key("a", 9, GgufWriter::raw<uint32_t>(12) + GgufWriter::raw(1ULL << 61)); }),
     "elements of key 'a': expected at most 3, as the file has 24 more bytes, found 2305843009213693952"},
    {"stringElementLeavesFile", with([](GgufWriter& w) {
         w.key("a", 9,
               GgufWriter::raw<uint32_t>(8) + GgufWriter::raw<uint64_t>(2) + GgufWriter::text("x") +
                   GgufWriter::raw(kHuge));
     }),
     "key 'a', element 1: the file is truncated: expected 18446744073709551615 bytes at offset 89, found 7"},
    {"unknownElementType",
     with([](GgufWriter& w) { w.key("a", 9, GgufWriter::raw<uint32_t>(99) + GgufWriter::raw(1ULL)); }),
     "key 'a': expected a value type from 0 to 12, found 99"},
    {"deepArrays", with([](GgufWriter& w) { w.key("deep", 9, nested(5)); }),
     "key 'deep': expected arrays nested at most 4 deep, found more"},
    {"unprintableKey", with([](GgufWriter& w) { w.key("\x1B[2J\xFF", 77, ""); }),
     "key '\\x1B[2J\\xFF': expected a value type from 0 to 12, found 77"},
    {"alignmentZero", with([](GgufWriter& w) { w.u32("general.alignment", 0); }),
     "key 'general.alignment': expected a power of two from 8 to 1048576, found u32 0"},
    {"alignmentOdd", with([](GgufWriter& w) { w.u32("general.alignment", 48); }),
     "key 'general.alignment': expected a power of two from 8 to 1048576, found u32 48"},
    {"alignmentText", with([](GgufWriter& w) { w.string("general.alignment", "32"); }),
     "key 'general.alignment': expected a power of two from 8 to 1048576, found string '32'"},
    {"split", with([](GgufWriter& w) { w.key("split.count", 2, GgufWriter::raw<uint16_t>(3)); }),
     "key 'split.count': expected a model in one file, found a part of 3 files", ErrorCode::Unsupported},
};

const std::vector<Malformed> kTensors = {
    {"noDimensions", with([](GgufWriter& w) { w.tensor("t", {}, 0, "aaaa"); }),
     "tensor 't': expected 1 to 4 dimensions, found 0"},
    {"fiveDimensions", with([](GgufWriter& w) { w.tensor("t", {1, 1, 1, 1, 1}, 0, "aaaa"); }),
     "tensor 't': expected 1 to 4 dimensions, found 5"},
    {"zeroDimension", with([](GgufWriter& w) { w.tensor("t", {4, 0}, 0, "aaaa"); }),
     "tensor 't': dimension 1: expected at least 1, found 0"},
    {"unknownType", with([](GgufWriter& w) { w.tensor("t", {4}, 4, "aaaa"); }),
     "tensor 't': expected a tensor type of the format, found number 4"},
    {"brokenRows", with([](GgufWriter& w) { w.tensor("t", {48, 2}, 8, std::string(102, 'x')); }),
     "tensor 't': expected rows of whole Q8_0 blocks of 32 elements, found dimensions [48, 2]"},
    {"overflow", with([](GgufWriter& w) { w.tensor("t", {1ULL << 32, 1ULL << 32, 2}, 0, "aaaa"); }),
     "tensor 't': expected a tensor that fits into the file's 100 bytes, found [4294967296, 4294967296, 2] of F32"},
    {"overflowToSmall", with([](GgufWriter& w) { w.tensor("t", {2, 1ULL << 63}, 24, "aa"); }),
     "tensor 't': expected a tensor that fits into the file's 98 bytes, found [2, 9223372036854775808] of I8"},
    {"offsetAstray", with([](GgufWriter& w) { w.tensor("t", {1}, 0, "aaaa", 4); }),
     "tensor 't': expected an offset that is a multiple of 32, found 4"},
    {"leavesFile", with([](GgufWriter& w) { w.tensor("t", {4}, 0, "aaaa"); }),
     "tensor 't': the tensor leaves the file: expected 16 bytes at offset 0 of the data, found a data section of 4 "
     "bytes"},
    {"offsetLeavesFile", with([](GgufWriter& w) { w.tensor("t", {1}, 0, "aaaa", 1ULL << 62); }),
     "tensor 't': the tensor leaves the file: expected 4 bytes at offset 4611686018427387904 of the data, found a data "
     "section of 4 bytes"},
    {"noData",
     [] {
         GgufWriter writer;
         return writer.tensor("t", {1}, 0, "aaaa").header();
     }(),
     "tensor 't': the tensor leaves the file: expected 4 bytes at offset 0 of the data, found a data section of 0 "
     "bytes"},
    {"duplicateTensor", with([](GgufWriter& w) { w.tensor("t", {1}, 0, "aaaa").tensor("t", {1}, 0, "aaaa"); }),
     "tensor 't': expected once, found more than once"},
    {"tableCut",
     [] {
         GgufWriter writer;
         writer.tensor("tensor", {1, 2}, 0, "aaaaaaaa");
         return writer.header().substr(0, 62);
     }(),
     "tensor 'tensor': the file is truncated: expected 8 bytes at offset 62, found 0"},
};

std::string nameOf(const testing::TestParamInfo<Malformed>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Preamble, MalformedGguf, testing::ValuesIn(kPreambles), nameOf);
INSTANTIATE_TEST_SUITE_P(Keys, MalformedGguf, testing::ValuesIn(kKeys), nameOf);
INSTANTIATE_TEST_SUITE_P(Tensors, MalformedGguf, testing::ValuesIn(kTensors), nameOf);

TEST(GgufTruncation, EveryShorterFileIsRefused) {
    GgufWriter writer;
    writer.u32("a.count", 7).string("s", "text").stringArray("list", {"a", "bc"}).i32Array("numbers", {1, 2, 3});
    writer.tensor("w", {32, 2}, 8, std::string(68, 'x')).tensor("v", {3}, 0, "abcdabcdabcd");
    const std::string whole = writer.bytes();
    ASSERT_TRUE(GgufFile::parse("whole.gguf", std::as_bytes(std::span(whole))));
    for (size_t size = 0; size < whole.size(); ++size) {
        const auto cut = GgufFile::parse("cut.gguf", std::as_bytes(std::span(whole).first(size)));
        ASSERT_FALSE(cut) << size;
        EXPECT_TRUE(cut.error().message.starts_with("cut.gguf: ")) << cut.error().message;
    }
}

TEST(GgufSplit, OnePartIsTheWhole) {
    const std::string bytes = with([](GgufWriter& w) { w.key("split.count", 2, GgufWriter::raw<uint16_t>(1)); });
    EXPECT_TRUE(GgufFile::parse("whole.gguf", std::as_bytes(std::span(bytes))));
}

}  // namespace
}  // namespace lanternfish::format
