#include "lanternfish/engine.h"

#include <algorithm>
#include <format>
#include <new>

#include "engine/backends/cpu/cpu_backend.h"
#include "engine/model/binding.h"
#include "engine/model/summary.h"
#include "engine/ops/reference/reference_backend.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/timeline.h"
#include "engine/tokenizer/bpe_tokenizer.h"

namespace lanternfish {

namespace {

constexpr uint32_t kMaxChunk = 4096;

/// A loaded model. Members are in the order of their dependence: what is below uses what is above.
class LoadedEngine final : public Engine {
public:
    LoadedEngine(format::GgufFile file, std::unique_ptr<Tokenizer> tokenizer,
                 std::unique_ptr<runtime::Executor> executor, ModelInfo info)
        : m_file(std::move(file)),
          m_tokenizer(std::move(tokenizer)),
          m_executor(std::move(executor)),
          m_info(std::move(info)) {}

    const ModelInfo& info() const override { return m_info; }
    const Device& device() const override { return m_executor->backend().device(); }
    const Tokenizer& tokenizer() const override { return *m_tokenizer; }
    Result<std::unique_ptr<Session>> createSession() override { return runtime::Timeline::create(*m_executor); }

private:
    format::GgufFile m_file;
    std::unique_ptr<Tokenizer> m_tokenizer;
    std::unique_ptr<runtime::Executor> m_executor;
    ModelInfo m_info;
};

Result<std::unique_ptr<ops::Backend>> createBackend(const EngineOptions& options) {
    if (options.backend == "auto" || options.backend == "cpu")
        return backends::createCpuBackend({.threads = options.threads});
    if (options.backend == "reference")
        return ops::createReferenceBackend();
    return makeError(
        ErrorCode::NotFound,
        std::format("backend '{}' is not in this build; expected auto, cpu or reference", options.backend));
}

Result<std::unique_ptr<Engine>> loadChecked(const std::filesystem::path& path, const EngineOptions& options) {
    if (options.chunk < 1 || options.chunk > kMaxChunk)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("chunk: expected 1 to {}, found {}", kMaxChunk, options.chunk));
    LF_TRY(format::GgufFile file, format::GgufFile::open(path));
    LF_TRY(model::ModelConfig config, model::readConfig(file));
    LF_TRY(const model::ModelTensors tensors, model::bindTensors(file, config));
    LF_CHECK(model::checkIndices(file, config, tensors));
    LF_TRY(std::unique_ptr<Tokenizer> vocabulary, tokenizer::createTokenizer(file));
    LF_CHECK(model::checkVocabulary(file, config, vocabulary->vocabularySize()));
    const uint32_t limit =
        options.contextLimit == 0 ? config.contextLength : std::min(options.contextLimit, config.contextLength);
    LF_TRY(std::unique_ptr<ops::Backend> backend, createBackend(options));
    LF_TRY(std::unique_ptr<runtime::Executor> executor,
           runtime::Executor::create(
               std::move(backend), config, tensors,
               {.numerics = options.numerics, .math = options.math, .chunk = options.chunk, .contextLimit = limit}));
    ModelInfo info = model::summarise(file, config, tensors);
    if (options.log)
        options.log(std::format("loaded {} ({} layers, {} parameters) on {}", info.name, info.layerCount,
                                info.parameterCount, executor->backend().device().name));
    return std::make_unique<LoadedEngine>(std::move(file), std::move(vocabulary), std::move(executor), std::move(info));
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::load(const std::filesystem::path& file, const EngineOptions& options) {
    try {
        return loadChecked(file, options);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, std::format("{}: not enough memory to load it", file.string()));
    }
}

std::vector<Device> listDevices() {
    std::vector<Device> devices;
    if (auto cpu = backends::createCpuBackend({}))
        devices.push_back((*cpu)->device());
    return devices;
}

const char* version() {
    return LANTERNFISH_VERSION;
}

}  // namespace lanternfish
