#include "lanternfish/engine.h"

#include <algorithm>
#include <chrono>
#include <expected>
#include <format>
#include <new>

#include "engine/devices.h"
#include "engine/model/binding.h"
#include "engine/model/summary.h"
#include "engine/passed_checks.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/self_check.h"
#include "engine/runtime/timeline.h"
#include "engine/tokenizer/bpe_tokenizer.h"
#include "lanternfish/device_text.h"

namespace lanternfish {

namespace {

constexpr uint32_t kMaxChunk = 4096;

/// A loaded model. Members are in the order of their dependence: what is below uses what is above.
class LoadedEngine final : public Engine {
public:
    LoadedEngine(format::GgufFile file, std::unique_ptr<Tokenizer> tokenizer,
                 std::unique_ptr<runtime::Executor> executor, DeviceReason reason, ModelInfo info)
        : m_file(std::move(file)),
          m_tokenizer(std::move(tokenizer)),
          m_executor(std::move(executor)),
          m_reason(std::move(reason)),
          m_info(std::move(info)) {}

    const ModelInfo& info() const override { return m_info; }
    const Device& device() const override { return m_reason.device; }
    const DeviceReason& deviceReason() const override { return m_reason; }
    const Tokenizer& tokenizer() const override { return *m_tokenizer; }
    Result<std::unique_ptr<Session>> createSession() override { return runtime::Timeline::create(*m_executor); }

private:
    format::GgufFile m_file;
    std::unique_ptr<Tokenizer> m_tokenizer;
    std::unique_ptr<runtime::Executor> m_executor;
    DeviceReason m_reason;
    ModelInfo m_info;
};

struct Loaded {
    std::unique_ptr<runtime::Executor> executor;
    DeviceReason reason;  ///< Its device as the backend describes it.
};

/// What a device refuses the model for, or a backend for it.
template <class T>
using Attempt = std::expected<T, DeviceProblem>;
using BackendPointer = std::unique_ptr<ops::Backend>;

/// Passes on a backend whose device can hold the weights now; the processor reads them from the file.
Attempt<BackendPointer> requireRoom(BackendPointer backend, uint64_t bytes) {
    const Device& device = backend->device();
    if (device.backend != "cpu" && device.memoryFree < bytes)
        return std::unexpected(NotEnoughMemory{bytes, device.memoryFree, device.memoryTotal});
    return backend;
}

BackendOptions backendOptions(const EngineOptions& options) {
    return {options.threads, options.without, options.cacheFolder};
}

/// What a device has to run, and where devices come from.
struct Work {
    const Machine& machine;
    const model::ModelConfig& config;
    const model::ModelTensors& tensors;
    runtime::ExecutorOptions how;
};

/// Tells whoever loads that `device` is at this.
Progress tell(const EngineOptions& options, LoadProgress::Phase phase, const Device& device) {
    if (!options.progress)
        return &ignoreProgress;
    return
        [tell = options.progress, phase, device](uint32_t done, uint32_t total) { tell({phase, device, done, total}); };
}

Result<Loaded> createExecutor(BackendPointer backend, const EngineOptions& options, const Work& work) {
    Device device = backend->device();
    const Progress progress = tell(options, LoadProgress::Phase::Weights, device);
    LF_TRY(std::unique_ptr<runtime::Executor> executor,
           runtime::Executor::create(std::move(backend), work.config, work.tensors, work.how, progress));
    return Loaded{std::move(executor), {.device = std::move(device)}};
}

/// Passes on a backend whose results are right: it has passed the self check, now or before, or is the processor, which
/// every build is tested on.
Attempt<BackendPointer> requireRightResults(BackendPointer backend, const std::string& id, const EngineOptions& options,
                                            const Machine& machine) {
    const PassedChecks passed(options.cacheFolder);
    const std::string fingerprint = backend->fingerprint();
    const Device& device = backend->device();
    if (device.backend == "cpu" || passed.contains(device, fingerprint))
        return backend;
    const auto start = std::chrono::steady_clock::now();
    LF_TRY(const BackendPointer processor, createBackend("cpu", backendOptions(options)));
    LF_CHECK(runtime::checkForUse(*backend, *processor, tell(options, LoadProgress::Phase::SelfCheck, device)));
    passed.add(device, fingerprint);
    if (options.log)
        options.log(std::format("{} passed the self check in {:.1f} s", id,
                                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
    backend.reset();  // With the weights of the check.
    LF_TRY(backend, machine.create(id, backendOptions(options)));
    return backend;
}

/// `tried` becomes the device as its backend describes it.
Attempt<Loaded> createOn(const std::string& id, const EngineOptions& options, const Work& work, uint64_t fileBytes,
                         Device& tried) {
    LF_TRY(BackendPointer backend, work.machine.create(id, backendOptions(options)));
    tried = backend->device();
    LF_TRY(backend, requireRoom(std::move(backend), fileBytes));
    LF_TRY(backend, requireRightResults(std::move(backend), id, options, work.machine));
    LF_TRY(Loaded loaded, createExecutor(std::move(backend), options, work));
    return loaded;
}

/// A device that fails leaves the model to the next one, whose reason tells of it.
Result<Loaded> createOnBest(const EngineOptions& options, const Work& work, uint64_t fileBytes) {
    std::vector<FailedDevice> failed = options.failed;
    for (;;) {
        DeviceReason reason = selectDevice(work.machine.list(), failed);
        if (reason.kind == DeviceReason::Kind::NothingLeft)
            return failed.size() > options.failed.size() ? std::unexpected(errorOf(failed.back().problem))
                                                         : makeError(ErrorCode::NotFound, describe(reason));
        FailedDevice candidate{.device = {.id = reason.device.id, .backend = {}, .name = {}}};
        Attempt<Loaded> loaded = createOn(reason.device.id, options, work, fileBytes, candidate.device);
        if (loaded) {
            std::swap(loaded->reason.device, reason.device);
            loaded->reason = std::move(reason);
            return std::move(*loaded);
        }
        candidate.problem = std::move(loaded).error();
        if (options.log)
            options.log(std::format("{} was skipped: {}", reason.device.id, describe(candidate.problem)));
        failed.push_back(std::move(candidate));
    }
}

Result<Loaded> createOnChosen(const EngineOptions& options, const Work& work, uint64_t fileBytes) {
    if (options.backend == "auto")
        return createOnBest(options, work, fileBytes);
    LF_TRY(BackendPointer backend, work.machine.create(options.backend, backendOptions(options)));
    return createExecutor(std::move(backend), options, work);  // Whose reason is that it was named.
}

Result<std::unique_ptr<Engine>> loadChecked(const std::filesystem::path& path, const EngineOptions& options,
                                            const Machine& machine) {
    if (options.chunk < 1 || options.chunk > kMaxChunk)
        return makeError(ErrorCode::InvalidArgument,
                         std::format("chunk: expected 1 to {}, found {}", kMaxChunk, options.chunk));
    if (options.progress)
        options.progress({});
    LF_TRY(format::GgufFile file, format::GgufFile::open(path));
    LF_TRY(model::ModelConfig config, model::readConfig(file));
    LF_TRY(const model::ModelTensors tensors, model::bindTensors(file, config));
    LF_CHECK(model::checkIndices(file, config, tensors));
    LF_TRY(std::unique_ptr<Tokenizer> vocabulary, tokenizer::createTokenizer(file));
    LF_CHECK(model::checkVocabulary(file, config, vocabulary->vocabularySize()));
    const uint32_t limit =
        options.contextLimit == 0 ? config.contextLength : std::min(options.contextLimit, config.contextLength);
    LF_TRY(Loaded loaded,
           createOnChosen(
               options,
               {machine,
                config,
                tensors,
                {.numerics = options.numerics, .math = options.math, .chunk = options.chunk, .contextLimit = limit}},
               file.fileBytes()));
    ModelInfo info = model::summarise(file, config, tensors);
    if (options.log)
        options.log(std::format("loaded {} ({} layers, {} parameters) on {}. {}", info.name, info.layerCount,
                                info.parameterCount, loaded.reason.device.name, describe(loaded.reason)));
    return std::make_unique<LoadedEngine>(std::move(file), std::move(vocabulary), std::move(loaded.executor),
                                          std::move(loaded.reason), std::move(info));
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::load(const std::filesystem::path& file, const EngineOptions& options) {
    return loadEngine(file, options, Machine{});
}

Result<std::unique_ptr<Engine>> loadEngine(const std::filesystem::path& file, const EngineOptions& options,
                                           const Machine& machine) {
    try {
        return loadChecked(file, options, machine);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, std::format("{}: not enough memory to load it", file.string()));
    }
}

std::vector<Device> listDevices() {
    std::vector<Device> devices;
    for (DeviceChoice& choice : deviceChoices())
        devices.push_back(std::move(choice.device));
    return devices;
}

const char* version() {
    return LANTERNFISH_VERSION;
}

}  // namespace lanternfish
