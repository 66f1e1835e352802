#include "lanternfish/engine.h"

#include <algorithm>
#include <chrono>
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

namespace lanternfish {

namespace {

constexpr uint32_t kMaxChunk = 4096;

/// A loaded model. Members are in the order of their dependence: what is below uses what is above.
class LoadedEngine final : public Engine {
public:
    LoadedEngine(format::GgufFile file, std::unique_ptr<Tokenizer> tokenizer,
                 std::unique_ptr<runtime::Executor> executor, Device device, ModelInfo info)
        : m_file(std::move(file)),
          m_tokenizer(std::move(tokenizer)),
          m_executor(std::move(executor)),
          m_device(std::move(device)),
          m_info(std::move(info)) {}

    const ModelInfo& info() const override { return m_info; }
    const Device& device() const override { return m_device; }
    const Tokenizer& tokenizer() const override { return *m_tokenizer; }
    Result<std::unique_ptr<Session>> createSession() override { return runtime::Timeline::create(*m_executor); }

private:
    format::GgufFile m_file;
    std::unique_ptr<Tokenizer> m_tokenizer;
    std::unique_ptr<runtime::Executor> m_executor;
    Device m_device;
    ModelInfo m_info;
};

struct Loaded {
    std::unique_ptr<runtime::Executor> executor;
    Device device;
};

std::string formatSize(uint64_t bytes) {
    const bool large = bytes >= 1'000'000'000;
    return std::format("{:.1f} {}", static_cast<double>(bytes) / (large ? 1e9 : 1e6), large ? "GB" : "MB");
}

/// Passes on a backend whose device can hold the weights now; the processor reads them from the file.
Result<std::unique_ptr<ops::Backend>> requireRoom(std::unique_ptr<ops::Backend> backend, uint64_t bytes) {
    const Device& device = backend->device();
    if (device.backend != "cpu" && device.memoryFree < bytes)
        return makeError(ErrorCode::OutOfMemory,
                         std::format("not enough memory, the model needs {}, {} of {} are free", formatSize(bytes),
                                     formatSize(device.memoryFree), formatSize(device.memoryTotal)));
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

Result<Loaded> createExecutor(Result<std::unique_ptr<ops::Backend>> backend, const Work& work) {
    LF_TRY(std::unique_ptr<ops::Backend> ready, std::move(backend));
    Device device = ready->device();
    LF_TRY(std::unique_ptr<runtime::Executor> executor,
           runtime::Executor::create(std::move(ready), work.config, work.tensors, work.how));
    return Loaded{std::move(executor), std::move(device)};
}

/// Passes on a backend whose results are right: it has passed the self check, now or before, or is the processor, which
/// every build is tested on.
Result<std::unique_ptr<ops::Backend>> requireRightResults(std::unique_ptr<ops::Backend> backend, const std::string& id,
                                                          const EngineOptions& options, const Machine& machine) {
    const PassedChecks passed(options.cacheFolder);
    const std::string fingerprint = backend->fingerprint();
    if (backend->device().backend == "cpu" || passed.contains(backend->device(), fingerprint))
        return backend;
    const auto start = std::chrono::steady_clock::now();
    LF_TRY(const std::unique_ptr<ops::Backend> processor, createBackend("cpu", backendOptions(options)));
    LF_CHECK(runtime::checkForUse(*backend, *processor));
    passed.add(backend->device(), fingerprint);
    if (options.log)
        options.log(std::format("{} passed the self check in {:.1f} s", id,
                                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
    backend.reset();  // With the weights of the check.
    return machine.create(id, backendOptions(options));
}

/// A device that fails leaves the model to the next one, whose reason tells of it.
Result<Loaded> createOnBest(const EngineOptions& options, const Work& work, uint64_t fileBytes) {
    std::vector<FailedDevice> failed = options.failed;
    Error error;
    for (;;) {
        const Selection selection = selectDevice(work.machine.list(), failed);
        if (selection.id.empty())
            return failed.size() > options.failed.size() ? std::unexpected(std::move(error))
                                                         : makeError(ErrorCode::NotFound, selection.reason);
        Result<std::unique_ptr<ops::Backend>> backend = work.machine.create(selection.id, backendOptions(options));
        FailedDevice candidate{{.id = selection.id}, {}};
        if (backend) {
            candidate.device = (*backend)->device();
            backend = requireRoom(std::move(*backend), fileBytes);
        }
        if (backend)
            backend = requireRightResults(std::move(*backend), selection.id, options, work.machine);
        Result<Loaded> loaded = createExecutor(std::move(backend), work);
        if (loaded) {
            loaded->device.reason = selection.reason;
            return loaded;
        }
        error = std::move(loaded).error();
        candidate.reason = describe(error);
        candidate.memory = error.code == ErrorCode::OutOfMemory;
        if (options.log)
            options.log(std::format("{} was skipped: {}", selection.id, candidate.reason));
        failed.push_back(std::move(candidate));
    }
}

Result<Loaded> createOnChosen(const EngineOptions& options, const Work& work, uint64_t fileBytes) {
    if (options.backend == "auto")
        return createOnBest(options, work, fileBytes);
    LF_TRY(Loaded loaded, createExecutor(work.machine.create(options.backend, backendOptions(options)), work));
    loaded.device.reason = namedReason(loaded.device);
    return loaded;
}

Result<std::unique_ptr<Engine>> loadChecked(const std::filesystem::path& path, const EngineOptions& options,
                                            const Machine& machine) {
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
                                info.parameterCount, loaded.device.name, loaded.device.reason));
    return std::make_unique<LoadedEngine>(std::move(file), std::move(vocabulary), std::move(loaded.executor),
                                          std::move(loaded.device), std::move(info));
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
