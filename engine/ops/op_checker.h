#pragma once

#include <initializer_list>
#include <string>

#include "engine/ops/validate.h"

namespace lanternfish::ops {

/// Collects what is wrong with one op: the first complaint counts, later ones are dropped. For validateOps.
class OpChecker {
public:
    OpChecker(size_t index, const Op& op, const RecordShape& shape, const Resources& resources)
        : m_index(index), m_op(op), m_shape(shape), m_resources(resources) {}

    /// `tensor` exists, has `dim` elements a row and the extent, and its buffer holds the most rows of a step.
    void tensor(const char* what, const Tensor& tensor, uint64_t dim, Extent extent = Extent::Rows);

    /// A matrix [rows, columns] of any type but I32.
    void matrix(const char* what, WeightId id, uint64_t rows, uint64_t columns);
    /// f32 [count].
    void vector(const char* what, WeightId id, uint64_t count);
    /// A table [any, columns], I32 or anything but I32. Returns its rows, 0 after a complaint.
    uint64_t table(const char* what, WeightId id, uint64_t columns, bool integers);

    /// No input shares the buffer of `output`.
    void distinct(const char* what, const Tensor& output, std::initializer_list<Tensor> inputs);

    /// heads * headDim = dim, all positive, and the rope fits a head.
    void heads(uint32_t heads, uint32_t headDim, uint32_t dim);
    void rope(const Rope& rope, uint64_t dim);

    void atLeast(const char* what, uint64_t value, uint64_t least);
    void powerOfTwo(const char* what, uint64_t value);
    void fail(ErrorCode code, const std::string& message);

    bool failed() const { return m_error.has_value(); }
    const Resources& resources() const { return m_resources; }
    Result<void> result() const;

private:
    std::optional<WeightShape> find(const char* what, WeightId id);

    size_t m_index;
    const Op& m_op;
    const RecordShape& m_shape;
    const Resources& m_resources;
    std::optional<Error> m_error;
};

}  // namespace lanternfish::ops
