#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <vector>

namespace lanternfish::tests {

template <class T>
std::vector<T> readAll(const std::filesystem::path& file) {
    std::vector<T> values(std::filesystem::file_size(file) / sizeof(T));
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
    if (!stream)
        throw std::runtime_error("can't read " + file.string());
    return values;
}

/// How far logits [rows, vocab] are from those of an independent implementation.
struct LogitsDistance {
    double nmse = 0;            ///< Squared differences over squares, whole file.
    double medianRowError = 0;  ///< Per row root of the same; the middle one.
    double meanKl = 0;          ///< Of expected from found, natural logarithm.
    /// How far meanKl would be off in other texts of this length. Few rows have most of it, and neighbours share them:
    /// from the means of runs of 20 rows.
    double standardError = 0;
};

inline double standardErrorOf(std::span<const double> rows) {
    constexpr size_t kRun = 20;
    const size_t runs = rows.size() / kRun;
    if (runs < 2)
        return 0;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < runs; ++i) {
        double mean = 0;
        for (const double each : rows.subspan(i * kRun, kRun))
            mean += each / kRun;
        sum += mean;
        squares += mean * mean;
    }
    const auto count = static_cast<double>(runs);
    return std::sqrt((squares - sum * sum / count) / (count - 1) / count);
}

inline LogitsDistance compareLogits(std::span<const float> found, std::span<const float> expected, size_t vocabulary) {
    double differences = 0, squares = 0, klSum = 0;
    std::vector<double> rowErrors, rowKls;
    const size_t rows = expected.size() / vocabulary;
    for (size_t row = 0; row < rows; ++row) {
        const auto a = expected.subspan(row * vocabulary, vocabulary);
        const auto b = found.subspan(row * vocabulary, vocabulary);
        const auto logSum = [](std::span<const float> values) {
            const double most = *std::ranges::max_element(values);
            double sum = 0;
            for (const float value : values)
                sum += std::exp(value - most);
            return most + std::log(sum);
        };
        const double logSumA = logSum(a), logSumB = logSum(b);
        double rowDifferences = 0, rowSquares = 0, rowKl = 0;
        for (size_t id = 0; id < vocabulary; ++id) {
            const double difference = double{a[id]} - b[id];
            rowDifferences += difference * difference;
            rowSquares += double{a[id]} * a[id];
            rowKl += std::exp(a[id] - logSumA) * ((a[id] - logSumA) - (b[id] - logSumB));
        }
        differences += rowDifferences;
        squares += rowSquares;
        klSum += rowKl;
        rowKls.push_back(rowKl);
        rowErrors.push_back(std::sqrt(rowDifferences / rowSquares));
    }
    std::ranges::nth_element(rowErrors, rowErrors.begin() + static_cast<std::ptrdiff_t>(rows / 2));
    return {differences / squares, rowErrors[rows / 2], klSum / static_cast<double>(rows), standardErrorOf(rowKls)};
}

}  // namespace lanternfish::tests
