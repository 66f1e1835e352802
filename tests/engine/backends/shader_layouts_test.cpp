// What the shader compiler made of shaders/shared, against what the C++ compiler makes of it. The shaders' side is
// written by shader_layouts.py from SPIR-V; structures are compared when this file is compiled.
#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

#include "shaders/shared/device_layouts.h"
#include "shaders/shared/dispatch_params.h"

namespace lanternfish::shaders {

namespace {

#define STRUCT(name, bytes)                                                         \
    static_assert(sizeof(name) == (bytes), #name ": shaders see " #bytes " bytes"); \
    static_assert(std::is_trivially_copyable_v<name> && std::is_standard_layout_v<name>);
#define MEMBER(name, member, offset, type)                                                               \
    static_assert(offsetof(name, member) == (offset), #name "." #member ": shaders see it at " #offset); \
    static_assert(std::is_same_v<decltype(std::declval<name>().member), type>,                           \
                  #name "." #member ": shaders see a " #type);
#define VALUE(id, word)
#include "shader_layouts.inc"
#undef STRUCT
#undef MEMBER
#undef VALUE

TEST(ShaderLayouts, MacrosHaveTheValuesThatCppComputes) {
    const std::map<int, uint32_t> shaders = {
#define STRUCT(name, bytes)
#define MEMBER(name, member, offset, type)
#define VALUE(id, word) {id, word},
#include "shader_layouts.inc"
    };
    struct Value {
        std::string name;
        uint32_t word;
    };
    const std::map<int, Value> cpp = {
#define WORD(id, name, value) {id, {#value, static_cast<uint32_t>(value)}},
#define FLOAT(id, name, value) {id, {#value, std::bit_cast<uint32_t>(static_cast<float>(value))}},
#include "tests/engine/backends/layout_values.inc"
    };
    ASSERT_EQ(shaders.size(), cpp.size());
    for (const auto& [id, value] : cpp) {
        ASSERT_TRUE(shaders.contains(id)) << value.name;
        EXPECT_EQ(shaders.at(id), value.word) << value.name;
    }
}

}  // namespace

}  // namespace lanternfish::shaders
