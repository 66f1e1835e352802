#include "lanternfish/inspect.h"

#include <algorithm>
#include <format>
#include <map>
#include <new>

#include "engine/format/gguf.h"
#include "engine/format/printable.h"
#include "engine/model/binding.h"
#include "engine/tokenizer/bpe_tokenizer.h"

namespace lanternfish {

namespace {

constexpr const char* kNotUsed = "not used";

/// Why the engine can't load the file; empty when it can. `uses` gets what the tensors are for, as far as that was
/// found.
std::string findProblem(const format::GgufFile& file, std::vector<model::ModelTensors::Use>& uses) {
    auto config = model::readConfig(file);
    if (!config)
        return describe(config.error());
    auto tensors = model::bindTensors(file, *config);
    if (!tensors)
        return describe(tensors.error());
    uses = tensors->uses;
    if (auto checked = model::checkIndices(file, *config, *tensors); !checked)
        return describe(checked.error());
    auto vocabulary = tokenizer::createTokenizer(file);
    if (!vocabulary)
        return describe(vocabulary.error());
    if (auto checked = model::checkVocabulary(file, *config, (*vocabulary)->vocabularySize()); !checked)
        return describe(checked.error());
    return {};
}

Result<FileReport> report(const std::filesystem::path& path) {
    LF_TRY(const format::GgufFile file, format::GgufFile::open(path));
    FileReport report;
    report.version = file.version();
    report.fileBytes = file.fileBytes();
    if (auto architecture = file.requireString("general.architecture"))
        report.architecture = format::printable(*architecture);
    if (auto name = file.requireString("general.name"))
        report.name = format::printable(*name);
    for (const format::MetadataEntry& entry : file.metadata())
        report.keys.push_back({format::printable(entry.key), entry.value.typeName(), entry.value.text()});

    std::vector<model::ModelTensors::Use> uses;
    report.problem = findProblem(file, uses);
    std::map<const format::TensorInfo*, const char*> classes;
    for (const auto& use : uses)
        classes.emplace(use.tensor, use.tensorClass);
    std::map<std::string_view, ClassReport> sums;
    for (const format::TensorInfo& tensor : file.tensors()) {
        const auto found = classes.find(&tensor);
        const char* const tensorClass = found != classes.end() ? found->second : kNotUsed;
        report.tensors.push_back({.name = format::printable(tensor.name),
                                  .type = std::string(tensor.typeName),
                                  .dimensions = {tensor.dimensions.begin(), tensor.dimensions.end()},
                                  .bytes = tensor.bytes,
                                  .tensorClass = tensorClass});
        ClassReport& sum = sums[tensorClass];
        sum.tensorClass = tensorClass;
        sum.tensors += 1;
        sum.bytes += tensor.bytes;
        sum.parameters += tensor.elements;
    }
    for (auto& [name, sum] : sums)
        report.classes.push_back(std::move(sum));
    std::ranges::stable_sort(report.classes, std::greater{}, &ClassReport::bytes);
    return report;
}

}  // namespace

Result<FileReport> inspectFile(const std::filesystem::path& file) {
    try {
        return report(file);
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, std::format("{}: not enough memory to inspect it", file.string()));
    }
}

}  // namespace lanternfish
