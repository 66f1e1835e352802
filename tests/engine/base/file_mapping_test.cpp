#include "engine/base/file_mapping.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string_view>

#ifndef _WIN32
#include <sys/stat.h>
#endif

namespace lanternfish::base {
namespace {

class FileMappingTest : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(m_folder); }
    void TearDown() override { std::filesystem::remove_all(m_folder); }

    std::filesystem::path write(const char* name, std::string_view content) const {
        std::ofstream(m_folder / name, std::ios::binary) << content;
        return m_folder / name;
    }

    const std::filesystem::path m_folder = std::filesystem::temp_directory_path() / "lanternfish_file_mapping_test";
};

std::string_view textOf(const FileMapping& mapping) {
    return {reinterpret_cast<const char*>(mapping.bytes().data()), mapping.bytes().size()};
}

TEST_F(FileMappingTest, HoldsTheFilesBytesAcrossMoves) {
    auto first = FileMapping::open(write("größe.bin", "lantern"));
    ASSERT_TRUE(first) << describe(first.error());
    const std::byte* data = first->bytes().data();
    FileMapping second = std::move(*first);
    EXPECT_EQ(textOf(second), "lantern");
    EXPECT_EQ(second.bytes().data(), data) << "views stay valid";
    EXPECT_TRUE(first->bytes().empty());

    auto other = FileMapping::open(write("other.bin", "fish"));
    ASSERT_TRUE(other);
    second = std::move(*other);
    EXPECT_EQ(textOf(second), "fish");
}

TEST_F(FileMappingTest, AnEmptyFileIsNoBytes) {
    const auto mapping = FileMapping::open(write("empty", ""));
    ASSERT_TRUE(mapping);
    EXPECT_TRUE(mapping->bytes().empty());
}

TEST_F(FileMappingTest, MissingFilesAndFoldersAreNamed) {
    const auto missing = FileMapping::open(m_folder / "missing");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_TRUE(missing.error().message.contains((m_folder / "missing").string())) << missing.error().message;

    const auto folder = FileMapping::open(m_folder);
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().code, ErrorCode::Io);
    EXPECT_TRUE(folder.error().message.contains(m_folder.string())) << folder.error().message;
}

#ifndef _WIN32
TEST_F(FileMappingTest, APipeIsRefusedWithoutWaitingForItsWriter) {
    const auto pipe = m_folder / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const auto mapping = FileMapping::open(pipe);
    ASSERT_FALSE(mapping);
    EXPECT_EQ(mapping.error().code, ErrorCode::Io);
}
#endif

}  // namespace
}  // namespace lanternfish::base
