#include "lanternfish/inspect.h"

#include <cstdio>
#include <format>
#include <print>

#include "engine/cli/command.h"
#include "engine/cli/json_writer.h"
#include "engine/cli/text.h"

namespace lanternfish::cli {

namespace {

std::string toJson(const std::string& file, const FileReport& report) {
    JsonWriter json;
    json.beginObject();
    json.field("file", file).field("format", "GGUF").field("version", report.version);
    json.field("architecture", report.architecture).field("name", report.name).field("fileBytes", report.fileBytes);
    json.key("problem");
    report.problem.empty() ? json.null() : json.value(report.problem);
    json.key("classes").beginArray();
    for (const ClassReport& entry : report.classes) {
        json.beginObject().field("class", entry.tensorClass).field("tensors", entry.tensors);
        json.field("bytes", entry.bytes).field("parameters", entry.parameters).endObject();
    }
    json.endArray().key("keys").beginArray();
    for (const KeyReport& entry : report.keys) {
        json.beginObject().field("key", entry.key).field("type", entry.type).field("value", entry.value).endObject();
    }
    json.endArray().key("tensors").beginArray();
    for (const TensorReport& entry : report.tensors) {
        json.beginObject().field("name", entry.name).field("type", entry.type).key("dimensions").beginArray();
        for (const uint64_t dimension : entry.dimensions) {
            json.value(dimension);
        }
        json.endArray().field("bytes", entry.bytes).field("class", entry.tensorClass).endObject();
    }
    return json.endArray().endObject().finish();
}

std::string toText(const std::string& file, const FileReport& report) {
    std::string text =
        std::format("{}: GGUF version {}, {}\n", printable(file), report.version, formatBytes(report.fileBytes));
    text += std::format("architecture {}, name \"{}\"\n", printable(report.architecture), printable(report.name));
    text += std::format("{}\n\n", report.problem.empty() ? "This build can load it."
                                                         : "This build can't load it: " + printable(report.problem));
    text += std::format("{:<28}{:>8}{:>12}{:>18}\n", "class", "tensors", "bytes", "parameters");
    for (const ClassReport& entry : report.classes) {
        text += std::format("{:<28}{:>8}{:>12}{:>18}\n", printable(entry.tensorClass), entry.tensors,
                            formatBytes(entry.bytes), formatCount(entry.parameters));
    }
    text += std::format("\n{} keys\n", report.keys.size());
    for (const KeyReport& entry : report.keys) {
        text += std::format("  {} ({}) = {}\n", printable(entry.key), entry.type, printable(entry.value));
    }
    text += std::format("\n{} tensors\n", report.tensors.size());
    for (const TensorReport& entry : report.tensors) {
        std::string shape;
        for (const uint64_t dimension : entry.dimensions) {
            shape += std::format("{}{}", shape.empty() ? "" : ", ", dimension);
        }
        text += std::format("  {:<40} {:<8} [{}], {}, {}\n", printable(entry.name), entry.type, shape,
                            formatBytes(entry.bytes), printable(entry.tensorClass));
    }
    return text;
}

}  // namespace

Outcome runInspect(const Context&, const std::vector<std::string>& list) {
    std::string file;
    bool json = false;
    Arguments arguments("inspect",
                        "What a model file holds: keys, tensors, bytes by class, and whether this build can load it.\n"
                        "Exit status 1 when it can't.");
    arguments.positional("FILE", "a GGUF file", file);
    arguments.required();
    arguments.flag("--json", "one JSON object", json);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }
    LF_TRY(const FileReport report, inspectFile(file));
    std::print(stdout, "{}", json ? toJson(file, report) : toText(file, report));
    if (!report.problem.empty()) {
        return std::unexpected(Failure(Error{ErrorCode::Unsupported, report.problem, nullptr}));
    }
    return 0;
}

}  // namespace lanternfish::cli
