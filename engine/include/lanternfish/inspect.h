#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish {

struct TensorReport {
    std::string name;
    std::string type;                  ///< "Q8_0"
    std::vector<uint64_t> dimensions;  ///< Contiguous one first, as in the file.
    uint64_t bytes = 0;
    std::string tensorClass;  ///< "routed experts", "attention", ...; "not used" for what no layer reads.
};

struct KeyReport {
    std::string key;
    std::string type;   ///< "u32", "array of string"
    std::string value;  ///< Short; arrays as their first elements and count.
};

struct ClassReport {
    std::string tensorClass;
    uint64_t tensors = 0;
    uint64_t bytes = 0;
    uint64_t parameters = 0;
};

struct FileReport {
    std::string architecture;
    std::string name;
    uint32_t version = 0;
    uint64_t fileBytes = 0;
    std::vector<KeyReport> keys;
    std::vector<TensorReport> tensors;
    std::vector<ClassReport> classes;  ///< Largest first.
    /// Empty when the engine can load the file; otherwise why not.
    std::string problem;
};

/// What a GGUF file holds. Errors when the container itself is broken; a sound container with a model that can't be
/// loaded is a report with a `problem`.
Result<FileReport> inspectFile(const std::filesystem::path& file);

}  // namespace lanternfish
