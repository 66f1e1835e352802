#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/cli/arguments.h"
#include "engine/cli/command.h"
#include "lanternfish/engine.h"

namespace lanternfish::cli {

/// The options about the model and how to run it that several commands share.
struct ModelArguments {
    std::string model = {};  ///< Empty: the built-in one.
    std::string backend = "auto";
    std::string without = {};
    std::string numerics = "packed";
    std::string math = "exact";
    std::string cache = {};  ///< A folder; empty: none.
    uint64_t threads = 0;
    uint64_t chunk = 512;

    void declareModel(Arguments& arguments);
    void declareEngine(Arguments& arguments);

    bool isBuiltIn() const { return model.empty(); }
    std::filesystem::path file(const Context& context) const;
    Result<std::unique_ptr<Engine>> load(const Context& context) const;
};

}  // namespace lanternfish::cli
