#include "engine/cli/model_arguments.h"

#include <cstdio>
#include <print>
#include <utility>

#include "engine/cli/text.h"
#include "lanternfish/device_text.h"

namespace lanternfish::cli {

void ModelArguments::declareModel(Arguments& arguments) {
    arguments.text("--model", "FILE", "GGUF file of a DeepSeek-V4 model; default: the built-in demonstration model",
                   model);
}

void ModelArguments::declareEngine(Arguments& arguments) {
    arguments.text("--backend", "NAME", "what runs it: auto, or an id that `doctor` lists; default: auto", backend);
    arguments.text("--without", "LIST",
                   "optional features of the device not to use, separated by commas: on CUDA cublas; for tests",
                   without);
    arguments.number("--threads", "threads of the CPU backend; default 0: one per core", threads, 0, 1024);
    arguments.choice("--numerics", "cache rows rounded as the model was trained, or not; default: packed", numerics,
                     {"packed", "plain"});
    arguments.choice("--math", "the same bits for any chunk and thread count, or faster; default: " + math, math,
                     {"exact", "fast"});
    arguments.text("--cache", "DIR", "keep compiled kernels in this folder, made when missing; default: nowhere",
                   cache);
    arguments.number("--chunk", "most tokens evaluated at once; default: 512", chunk, 1, 4096);
}

std::filesystem::path ModelArguments::file(const Context& context) const {
    // A path of the command line is UTF-8 or whatever the system uses; std::filesystem keeps it as it is.
    return isBuiltIn() ? context.builtInModel() : std::filesystem::path(model);
}

Result<std::unique_ptr<Engine>> ModelArguments::load(const Context& context) const {
    EngineOptions options;
    options.backend = backend;
    options.without = without;
    options.threads = static_cast<unsigned>(threads);
    options.numerics = numerics == "plain" ? CacheNumerics::Plain : CacheNumerics::Packed;
    options.math = math == "fast" ? MathClass::Fast : MathClass::Exact;
    options.chunk = static_cast<uint32_t>(chunk);
    options.cacheFolder = cache;
    auto engine = Engine::load(file(context), options);
    if (!engine && isBuiltIn()) {
        return wrapError(std::move(engine).error(), "the built-in model");
    }
    if (engine)
        std::print(stderr, "{}\n", printable(describe((*engine)->deviceReason())));
    return engine;
}

}  // namespace lanternfish::cli
