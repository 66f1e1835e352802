#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lanternfish/device.h"
#include "lanternfish/error.h"
#include "lanternfish/session.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish {

/// `Packed` rounds cache rows as the model was trained (FP8 and FP4); `Plain` keeps them in f32.
enum class CacheNumerics : uint8_t { Packed, Plain };

/// `Exact`: f32 activations, the same bits for any chunk size and thread count. `Fast`: integer and half products.
enum class MathClass : uint8_t { Exact, Fast };

/// What Engine::load does.
struct LoadProgress {
    enum class Phase : uint8_t {
        Model,      ///< Reads and checks the file, and looks for devices.
        SelfCheck,  ///< Compares what `device` computes with the processor: once for the device, its driver and this
                    ///< build, where there is a cacheFolder to remember it in. Takes seconds, or minutes.
        Weights,    ///< Brings them to `device`.
    };
    Phase phase = Phase::Model;
    Device device = {};            ///< Not with Model.
    uint32_t done = 0, total = 0;  ///< With SelfCheck in parts of about the same work, with Weights in layers.
};

struct EngineOptions {
    std::string backend = "auto";           ///< "auto", a backend's name or a device id of listDevices().
    std::vector<FailedDevice> failed = {};  ///< What "auto" leaves out, and says so.
    unsigned threads = 0;                   ///< 0: one per physical core.
    std::string without = {};  ///< Optional features of the device not to use: "float16,addresses". For tests.
    CacheNumerics numerics = CacheNumerics::Packed;
    MathClass math = MathClass::Exact;
    uint32_t chunk = 512;                    ///< Most rows evaluated at once, 1 to 4096.
    uint32_t contextLimit = 0;               ///< 0: what the file says.
    std::filesystem::path cacheFolder = {};  ///< Compiled kernels are kept there; empty: nowhere.
    /// Called on the loading thread, as `log` is.
    std::function<void(const LoadProgress&)> progress = {};
    std::function<void(const std::string&)> log = {};  ///< Diagnostics, one line each.
};

struct ModelInfo {
    std::string name;          ///< general.name, or the file's name without one.
    std::string architecture;  ///< "deepseek4"
    std::string fingerprint;   ///< 16 hex digits over the file's metadata, tensor table and size.
    uint64_t fileBytes = 0;
    uint64_t parameterCount = 0;        ///< Elements of all weight tensors.
    uint64_t activeParameterCount = 0;  ///< Of these, read for one token.
    uint64_t bytesPerToken = 0;         ///< Weight bytes that decoding one token reads.
    uint32_t layerCount = 0;
    uint32_t contextLength = 0;
    uint32_t vocabularySize = 0;
};

/// One loaded model on a device. Creates sessions; immutable afterwards. Thread: any for the const calls; sessions of
/// one engine must not run at the same time (they share its thread team).
class Engine {
public:
    /// Opens, validates and binds `file`. Never reads more of it than the checks need. Errors: NotFound, Io,
    /// InvalidFile, Unsupported (architecture, weight type, backend), OutOfMemory.
    static Result<std::unique_ptr<Engine>> load(const std::filesystem::path& file, const EngineOptions& options);

    virtual ~Engine() = default;

    virtual const ModelInfo& info() const = 0;
    virtual const Device& device() const = 0;
    virtual const DeviceReason& deviceReason() const = 0;
    virtual const Tokenizer& tokenizer() const = 0;
    virtual Result<std::unique_ptr<Session>> createSession() = 0;
};

/// The version of this build, such as "0.1.0".
const char* version();

}  // namespace lanternfish
