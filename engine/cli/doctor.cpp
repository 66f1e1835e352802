#include "lanternfish/doctor.h"

#include <cstdio>
#include <format>
#include <print>

#include "engine/cli/command.h"
#include "engine/cli/json_writer.h"
#include "engine/cli/text.h"
#include "lanternfish/device_text.h"
#include "lanternfish/engine.h"

namespace lanternfish::cli {

namespace {

std::string toJson(const std::vector<DeviceVerdict>& verdicts) {
    JsonWriter json;
    json.beginObject().field("version", version()).key("devices").beginArray();
    for (const DeviceVerdict& verdict : verdicts) {
        const Device& device = verdict.device;
        json.beginObject().field("id", device.id).field("backend", device.backend).field("name", device.name);
        json.field("note", noteOf(device))
            .field("memoryTotal", device.memoryTotal)
            .field("memoryFree", device.memoryFree);
        json.field("reason", verdict.reason ? describe(*verdict.reason) : "");
        json.key("ops").beginArray();
        for (const OpVerdict& op : verdict.ops) {
            json.beginObject().field("op", op.op).field("ok", op.ok).field("detail", op.detail).endObject();
        }
        json.endArray().endObject();
    }
    return json.endArray().endObject().finish();
}

std::string toText(const std::vector<DeviceVerdict>& verdicts) {
    std::string text = std::format("Lanternfish {}\n", version());
    for (const DeviceVerdict& verdict : verdicts) {
        const Device& device = verdict.device;
        const std::string note = noteOf(device);
        text +=
            std::format("\n{}: {}{}{}\n", device.id, printable(device.name), note.empty() ? "" : ", ", printable(note));
        text += std::format("  memory {}, free {}\n", formatBytes(device.memoryTotal), formatBytes(device.memoryFree));
        if (verdict.reason) {
            text += std::format("  chosen automatically. {}\n", printable(describe(*verdict.reason)));
        }
        for (const OpVerdict& op : verdict.ops) {
            text += std::format("  {:<7} {:<52} {}\n", op.ok ? "ok" : "WRONG", op.op, printable(op.detail));
        }
    }
    return text;
}

}  // namespace

Outcome runDoctorCommand(const Context&, const std::vector<std::string>& list) {
    bool json = false;
    Arguments arguments(
        "doctor",
        "Runs every operation of every device of this computer against the scalar reference on made-up\n"
        "data, which takes a few seconds. Exit status 1 when one is wrong.");
    arguments.flag("--json", "one JSON object", json);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }
    const std::vector<DeviceVerdict> verdicts = runDoctor();
    std::print(stdout, "{}", json ? toJson(verdicts) : toText(verdicts));
    std::string wrong;
    for (const DeviceVerdict& verdict : verdicts) {
        for (const OpVerdict& op : verdict.ops) {
            if (!op.ok) {
                wrong += std::format("{}{}: {}", wrong.empty() ? "" : ", ", verdict.device.id, op.op);
            }
        }
    }
    if (verdicts.empty() || !wrong.empty()) {
        return std::unexpected(
            Failure(Error{ErrorCode::Internal,
                          verdicts.empty() ? "no device can run the model" : "wrong results: " + wrong, nullptr}));
    }
    return 0;
}

}  // namespace lanternfish::cli
