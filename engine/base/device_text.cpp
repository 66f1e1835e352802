#include "lanternfish/device_text.h"

#include <format>
#include <string_view>

namespace lanternfish {

namespace {

std::string textOf(const Version& version) {
    return std::format("{}.{}", version.major, version.minor);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& each : parts)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

std::string sizeText(uint64_t bytes) {
    const bool large = bytes >= 1'000'000'000;
    return std::format("{:.1f} {}", static_cast<double>(bytes) / (large ? 1e9 : 1e6), large ? "GB" : "MB");
}

struct CodeOf {
    ErrorCode operator()(const Error& error) const { return error.code; }
    ErrorCode operator()(const NotEnoughMemory&) const { return ErrorCode::OutOfMemory; }
    ErrorCode operator()(const FailedSelfCheck& failed) const { return failed.error.code; }
    ErrorCode operator()(const RanOutOfMemory&) const { return ErrorCode::OutOfMemory; }
    ErrorCode operator()(const StoppedAnswering&) const { return ErrorCode::DeviceLost; }
    ErrorCode operator()(const auto&) const { return ErrorCode::Unsupported; }
};

struct ClauseOf {
    std::string operator()(const Error& error) const { return describe(error); }
    std::string operator()(const OldComputeCapability& old) const {
        return std::format("its compute capability is {}, needed is {} (GeForce 16 and 20 or newer)", textOf(old.found),
                           textOf(old.needed));
    }
    std::string operator()(const ForbiddenCompute&) const { return "its compute mode forbids computing"; }
    std::string operator()(const OldCudaDriver& old) const {
        return std::format("the NVIDIA driver supports CUDA {}, needed is CUDA {} (driver 580 or newer)",
                           textOf(old.found), old.needed.major);
    }
    std::string operator()(const OldVulkanDriver& old) const {
        return std::format("its driver is older than Vulkan {}", textOf(old.needed));
    }
    std::string operator()(const FewShaderBuffers& few) const {
        return std::format("its shaders see {} buffers, needed are {}", few.found, few.needed);
    }
    std::string operator()(const SmallWorkgroups& small) const {
        return std::format("its workgroups have {} invocations, needed are {}", small.found, small.needed);
    }
    std::string operator()(const NoComputeQueue&) const { return "it has no queue that computes"; }
    std::string operator()(const NotEnoughMemory& memory) const {
        return std::format("not enough memory, the model needs {}, {} of {} are free", sizeText(memory.needed),
                           sizeText(memory.free), sizeText(memory.total));
    }
    std::string operator()(const WrongResults& wrong) const {
        return std::format("it computed {} wrongly in the self check", joined(wrong.ops));
    }
    std::string operator()(const FailedSelfCheck& failed) const {
        return std::format("its self check failed{}{}: {}", failed.op.empty() ? "" : " in ", failed.op,
                           describe(failed.error));
    }
    std::string operator()(const RanOutOfMemory&) const { return "it ran out of memory"; }
    std::string operator()(const StoppedAnswering&) const { return "it stopped answering"; }
};

/// As it starts a sentence.
std::string nameOf(const Device& device) {
    if (device.backend == "cpu")
        return "The processor";
    return device.name.empty() ? device.id : std::format("{} {}", device.id, device.name);
}

std::string asClause(std::string text) {
    text.resize(text.find_last_not_of(". ") + 1);
    return text;
}

std::string whyThere(const DeviceReason& reason) {
    using enum DeviceReason::Kind;
    constexpr std::string_view kRemedy = "A graphics card with a Vulkan 1.2 driver would be faster.";
    switch (reason.kind) {
        case Named:
            return std::format("On {}, as chosen.",
                               reason.device.backend == "cpu" ? "the processor" : nameOf(reason.device));
        case Graphics:
            return std::format("On {}, a graphics processor.", nameOf(reason.device));
        case NoVulkan:
            return "On the processor: this build has no Vulkan. One with it could use a graphics card.";
        case NoGraphics:
            return std::format("On the processor: there is no Vulkan device. {}", kRemedy);
        case SoftwareOnly:
            return std::format("On the processor: the only Vulkan device is software ({}). {}", joined(reason.software),
                               kRemedy);
        case NothingBetter:
            return "On the processor.";  // What is wrong with the others follows.
        case NothingLeft:
            break;
    }
    return "No device is left that can run the model.";
}

}  // namespace

ErrorCode codeOf(const DeviceProblem& problem) {
    return std::visit(CodeOf{}, problem);
}

std::string noteOf(const Device& device) {
    const DeviceDetails& details = device.details;
    std::string text;
    const auto add = [&text](const std::string& part, const char* separator = ", ") {
        if (!part.empty())
            text += (text.empty() ? "" : separator) + part;
    };
    add(details.instructionSet);
    if (details.threads > 0)
        add(std::format("{} thread{}", details.threads, details.threads == 1 ? "" : "s"));
    add(details.api);
    add(details.driver);
    if (details.software)
        add("in software");
    if (details.computeCapability)
        add(std::format("compute capability {}", textOf(*details.computeCapability)));
    if (device.problem)
        add((text.empty() ? "" : "not used: ") + describe(*device.problem), "; ");
    if (details.features)
        add(std::format("uses {}{}", details.features->empty() ? "none" : joined(*details.features),
                        details.subgroupSize > 0 ? std::format(" (subgroups of {})", details.subgroupSize) : ""),
            "; ");
    if (!details.cublas.empty())
        add(std::format("cuBLAS {}", details.cublas), "; ");
    if (details.withoutCublas)
        add(std::format("without cuBLAS: {}", describe(*details.withoutCublas)), "; ");
    return text;
}

std::string describe(const DeviceProblem& problem) {
    return std::visit(ClauseOf{}, problem);
}

std::string describe(const DeviceReason& reason) {
    std::string text = whyThere(reason);
    for (const Device& each : reason.unusable)
        text += std::format(" {} can't be used: {}.", nameOf(each), noteOf(each));
    for (const FailedDevice& each : reason.skipped)
        text += std::format(" {} was skipped: {}.", nameOf(each.device), asClause(describe(each.problem)));
    return text;
}

Error errorOf(const DeviceProblem& problem) {
    if (const Error* const error = std::get_if<Error>(&problem))
        return *error;
    return {codeOf(problem), describe(problem), nullptr};
}

}  // namespace lanternfish
