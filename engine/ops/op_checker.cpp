#include "engine/ops/op_checker.h"

#include <bit>
#include <format>
#include <utility>

namespace lanternfish::ops {

namespace {

const char* extentName(Extent extent) {
    return extent == Extent::Rows ? "rows" : "outputs";
}

}  // namespace

void OpChecker::fail(ErrorCode code, const std::string& message) {
    if (!m_error)
        m_error = Error{code, std::format("op {} ({}): {}", m_index, opName(m_op), message), nullptr};
}

Result<void> OpChecker::result() const {
    if (m_error)
        return std::unexpected(*m_error);
    return {};
}

void OpChecker::tensor(const char* what, const Tensor& tensor, uint64_t dim, Extent extent) {
    if (dim == 0 || tensor.dim != dim)
        return fail(ErrorCode::InvalidArgument, std::format("{} has {} elements a row, expected {}", what, tensor.dim,
                                                            dim == 0 ? "at least 1" : std::to_string(dim)));
    if (tensor.extent != extent)
        return fail(ErrorCode::InvalidArgument, std::format("{} has one row per {}, expected one per {}", what,
                                                            tensor.extent == Extent::Rows ? "row" : "output",
                                                            extent == Extent::Rows ? "row" : "output"));
    const std::optional<uint64_t> bytes = m_resources.bufferBytes(tensor.buffer);
    if (!bytes)
        return fail(ErrorCode::InvalidArgument,
                    std::format("{} names buffer {}, which does not exist", what, std::to_underlying(tensor.buffer)));
    const uint64_t rows = extent == Extent::Rows ? m_shape.rows : m_shape.outputs;
    const uint64_t held = *bytes / (dim * 4);
    if (held < rows)
        fail(ErrorCode::InvalidArgument, std::format("{} has room for {} {} of {} elements in its buffer, expected {}",
                                                     what, held, extentName(extent), dim, rows));
}

std::optional<WeightShape> OpChecker::find(const char* what, WeightId id) {
    std::optional<WeightShape> shape = m_resources.weight(id);
    if (!shape)
        fail(ErrorCode::InvalidArgument,
             std::format("{} names weight {}, which does not exist", what, std::to_underlying(id)));
    else if (shape->slices != 1)
        fail(ErrorCode::InvalidArgument,
             std::format("{} '{}' has {} slices, expected 1", what, shape->name, shape->slices));
    return shape;
}

void OpChecker::matrix(const char* what, WeightId id, uint64_t rows, uint64_t columns) {
    const std::optional<WeightShape> shape = find(what, id);
    if (!shape)
        return;
    if (shape->type == quant::Type::I32)
        fail(ErrorCode::Unsupported, std::format("{} '{}' is I32, expected a real type", what, shape->name));
    if (shape->rows != rows || shape->columns != columns)
        fail(ErrorCode::InvalidArgument, std::format("{} '{}' is [{}, {}], expected [{}, {}]", what, shape->name,
                                                     shape->rows, shape->columns, rows, columns));
}

void OpChecker::vector(const char* what, WeightId id, uint64_t count) {
    const std::optional<WeightShape> shape = find(what, id);
    if (!shape)
        return;
    if (shape->type != quant::Type::F32)
        fail(ErrorCode::Unsupported,
             std::format("{} '{}' is {}, expected F32", what, shape->name, quant::typeInfo(shape->type).name));
    if (shape->rows != 1 || shape->columns != count)
        fail(ErrorCode::InvalidArgument, std::format("{} '{}' is [{}, {}], expected [1, {}]", what, shape->name,
                                                     shape->rows, shape->columns, count));
}

uint64_t OpChecker::table(const char* what, WeightId id, uint64_t columns, bool integers) {
    const std::optional<WeightShape> shape = find(what, id);
    if (!shape)
        return 0;
    if ((shape->type == quant::Type::I32) != integers)
        fail(ErrorCode::Unsupported, std::format("{} '{}' is {}, expected {}", what, shape->name,
                                                 quant::typeInfo(shape->type).name, integers ? "I32" : "a real type"));
    if (shape->columns != columns)
        fail(ErrorCode::InvalidArgument, std::format("{} '{}' is [{}, {}], expected {} columns", what, shape->name,
                                                     shape->rows, shape->columns, columns));
    return failed() ? 0 : shape->rows;
}

void OpChecker::distinct(const char* what, const Tensor& output, std::initializer_list<Tensor> inputs) {
    for (const Tensor& input : inputs)
        if (input.buffer == output.buffer)
            fail(ErrorCode::InvalidArgument, std::format("{} is written to buffer {}, which the op also uses otherwise",
                                                         what, std::to_underlying(output.buffer)));
}

void OpChecker::heads(uint32_t heads, uint32_t headDim, uint32_t dim) {
    if (heads == 0 || headDim == 0 || uint64_t{heads} * headDim != dim)
        fail(ErrorCode::InvalidArgument,
             std::format("{} heads of {} elements do not make a row of {}", heads, headDim, dim));
}

void OpChecker::rope(const Rope& rope, uint64_t dim) {
    if (rope.rotary == 0 || rope.rotary % 2 != 0 || rope.rotary > dim)
        return fail(ErrorCode::InvalidArgument,
                    std::format("rotary part of {} elements, expected an even number from 2 to {}", rope.rotary, dim));
    vector("frequencies", rope.frequencies, rope.rotary / 2);
}

void OpChecker::atLeast(const char* what, uint64_t value, uint64_t least) {
    if (value < least)
        fail(ErrorCode::InvalidArgument, std::format("{} is {}, expected at least {}", what, value, least));
}

void OpChecker::powerOfTwo(const char* what, uint64_t value) {
    if (!std::has_single_bit(value))
        fail(ErrorCode::InvalidArgument,
             std::format("{} is {}, expected a power of two for the Hadamard transform", what, value));
}

}  // namespace lanternfish::ops
