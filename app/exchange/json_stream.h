#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <QIODevice>
#include <QString>
#include <string>
#include <vector>

#include "app/exchange/watch.h"
#include "lanternfish/error.h"

namespace lanternfish::exchange {

/// Where a value stands in a JSON text: members by key, elements by index.
struct JsonStep {
    std::string key;    ///< Empty for an element.
    qint64 index = -1;  ///< -1 for a member.
};
using JsonPath = std::vector<JsonStep>;

/// "conversations[3].messages[17]"; "the file" for the empty path.
std::string shown(const JsonPath& path);

struct JsonLimits {
    int depth = 64;
    qint64 itemBytes = qint64{512} << 20;  ///< Of the text between two handed over values.
    qint64 itemValues = 10'000'000;        ///< In one handed over value.
};

/// What a JSON text is handed to, in its order. The first error ends the reading.
struct JsonEvents {
    /// True: the members or elements of this object or array come one by one. False: it comes whole, by `value`.
    std::function<Result<bool>(const JsonPath& path, bool array)> enter;
    /// A whole value below one that was entered.
    std::function<Result<void>(const JsonPath& path, nlohmann::json&& value)> value;
    /// The end of one that was entered.
    std::function<Result<void>(const JsonPath& path)> left;
};

/// Reads one JSON text (RFC 8259, UTF-8) of any size and holds only what it hands over. Untrusted input: a key that
/// comes twice is refused, and so is what exceeds the limits. `name` is what errors call the file; they begin with it
/// and the line. Errors: InvalidFile, Io, OutOfMemory, Cancelled and those of the events.
Result<void> readJson(QIODevice& device, const QString& name, const JsonLimits& limits, const JsonEvents& events,
                      const Watch& watch);

}  // namespace lanternfish::exchange
