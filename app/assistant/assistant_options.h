#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <QString>

#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"

namespace lanternfish::assistant {

/// What loads models; injected, so that tests run the whole app on a fake engine.
using EngineLoader =
    std::function<Result<std::unique_ptr<Engine>>(const std::filesystem::path& file, const EngineOptions& options)>;

/// A seed nobody can foresee, short enough to be read out.
uint64_t randomSeed();

struct AssistantOptions {
    /// Of a database that this process owns (platform::InstanceLock); ":memory:" keeps nothing.
    QString databasePath;
    std::filesystem::path modelPath;
    bool demonstration = false;  ///< The built-in model: the window says so.
    EngineOptions engine;
    bool strictBackend = false;  ///< Only what `engine` names will do; else a device that can't load it is skipped.
    SamplerOptions sampler;      ///< Without a preset. Its seed is not used: every answer has one of its own.
    std::function<uint64_t()> seeds = &randomSeed;
    EngineLoader loader = &Engine::load;
};

}  // namespace lanternfish::assistant
