#include "tests/bench/spirv_module.h"

#include <format>
#include <vector>

namespace lanternfish::bench {

namespace {

// Numbers of the SPIR-V specification.
enum Opcode : uint32_t {
    ExecutionMode = 16,
    TypeBool = 20,
    TypeInt = 21,
    TypeFloat = 22,
    TypeVector = 23,
    TypeArray = 28,
    TypeStruct = 30,
    TypePointer = 32,
    ConstantTrue = 41,
    ConstantFalse = 42,
    Constant = 43,
    ConstantComposite = 44,
    SpecConstantTrue = 48,
    SpecConstantFalse = 49,
    SpecConstant = 50,
    SpecConstantComposite = 51,
    SpecConstantOp = 52,
    Variable = 59,
    Decorate = 71,
};
constexpr uint32_t kLocalSize = 17, kSpecId = 1, kBuiltIn = 11, kWorkgroupSize = 25, kWorkgroup = 4;

Result<uint32_t> evaluate(uint32_t opcode, std::span<const uint32_t> x) {
    const uint32_t a = x[0], b = x.size() > 1 ? x[1] : 0;
    switch (opcode) {
        case 128:
            return a + b;
        case 130:
            return a - b;
        case 132:
            return a * b;
        case 134:
            return b == 0 ? 0 : a / b;
        case 137:
            return b == 0 ? 0 : a % b;
        case 166:
            return uint32_t{a != 0 || b != 0};
        case 167:
            return uint32_t{a != 0 && b != 0};
        case 168:
            return uint32_t{a == 0};
        case 169:
            return a != 0 ? b : x[2];
        case 170:
            return uint32_t{a == b};
        case 171:
            return uint32_t{a != b};
        case 172:
            return uint32_t{a > b};
        case 174:
            return uint32_t{a >= b};
        case 176:
            return uint32_t{a < b};
        case 178:
            return uint32_t{a <= b};
        case 194:
            return a >> (b & 31U);
        case 196:
            return a << (b & 31U);
        case 197:
            return a | b;
        case 199:
            return a & b;
        default:
            return makeError(ErrorCode::Unsupported, std::format("a constant by SPIR-V operation {}", opcode));
    }
}

class Reader {
public:
    explicit Reader(const std::map<uint32_t, uint32_t>& constants) : m_constants(constants) {}

    Result<WorkgroupNeeds> read(std::span<const uint32_t> words) {
        for (size_t at = 5; at < words.size();) {
            const uint32_t count = words[at] >> 16U, opcode = words[at] & 0xffffU;
            if (count == 0 || count > words.size() - at)
                return makeError(ErrorCode::InvalidFile, std::format("SPIR-V breaks off at word {}", at));
            LF_CHECK(instruction(opcode, words.subspan(at + 1, count - 1)));
            at += count;
        }
        return m_needs;
    }

private:
    /// `x`: what follows the first word.
    Result<void> instruction(uint32_t opcode, std::span<const uint32_t> x) {
        switch (opcode) {
            case ExecutionMode:
                if (x[1] == kLocalSize)
                    m_needs.invocations = x[2] * x[3] * x[4];
                return {};
            case Decorate:
                if (x[1] == kSpecId)
                    m_specIds[x[0]] = x[2];
                else if (x[1] == kBuiltIn && x[2] == kWorkgroupSize)
                    m_sizeId = x[0];
                return {};
            case TypeBool:
                m_bytes[x[0]] = 4;
                return {};
            case TypeInt:
            case TypeFloat:
                m_bytes[x[0]] = x[1] / 8;
                return {};
            case TypeVector:
                m_bytes[x[0]] = m_bytes[x[1]] * x[2];
                return {};
            case TypeArray:
                m_bytes[x[0]] = m_bytes[x[1]] * m_values[x[2]];
                return {};
            case TypeStruct:
                for (const uint32_t member : x.subspan(1))
                    m_bytes[x[0]] += m_bytes[member];
                return {};
            case TypePointer:
                m_bytes[x[0]] = x[1] == kWorkgroup ? m_bytes[x[2]] : 0;
                return {};
            case Variable:
                if (x[2] == kWorkgroup)
                    m_needs.sharedBytes += m_bytes[x[0]];
                return {};
            default:
                return constant(opcode, x);
        }
    }

    Result<void> constant(uint32_t opcode, std::span<const uint32_t> x) {
        switch (opcode) {
            case Constant:
                m_values[x[1]] = x[2];
                return {};
            case ConstantTrue:
                m_values[x[1]] = 1;
                return {};
            case ConstantFalse:
                m_values[x[1]] = 0;
                return {};
            case SpecConstant:
                m_values[x[1]] = chosen(x[1], x[2]);
                return {};
            case SpecConstantTrue:
                m_values[x[1]] = chosen(x[1], 1);
                return {};
            case SpecConstantFalse:
                m_values[x[1]] = chosen(x[1], 0);
                return {};
            case ConstantComposite:
            case SpecConstantComposite:
                if (x[1] == m_sizeId)
                    m_needs.invocations = m_values[x[2]] * m_values[x[3]] * m_values[x[4]];
                return {};
            case SpecConstantOp: {
                std::vector<uint32_t> operands;
                for (const uint32_t id : x.subspan(3))
                    operands.push_back(m_values[id]);
                LF_TRY(m_values[x[1]], evaluate(x[2], operands));
                return {};
            }
            default:
                return {};
        }
    }

    uint32_t chosen(uint32_t id, uint32_t otherwise) const {
        const auto spec = m_specIds.find(id);
        if (spec == m_specIds.end())
            return otherwise;
        const auto value = m_constants.find(spec->second);
        return value == m_constants.end() ? otherwise : value->second;
    }

    const std::map<uint32_t, uint32_t>& m_constants;
    std::map<uint32_t, uint32_t> m_specIds, m_values;
    std::map<uint32_t, uint64_t> m_bytes;
    uint32_t m_sizeId = 0;
    WorkgroupNeeds m_needs;
};

}  // namespace

Result<WorkgroupNeeds> readWorkgroupNeeds(std::span<const uint32_t> words,
                                          const std::map<uint32_t, uint32_t>& constants) {
    return Reader(constants).read(words);
}

}  // namespace lanternfish::bench
