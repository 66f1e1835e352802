#pragma once

#include <filesystem>
#include <QString>

#include "lanternfish/error.h"

namespace lanternfish::platform {

/// The folder of the user's data, $XDG_DATA_HOME/lanternfish on Linux. Made when missing, readable for the user alone:
/// conversations are private. Errors: Io.
Result<QString> dataDirectory();

/// The history's file in `dataDirectory`.
QString databasePath(const QString& dataDirectory);

/// The folder of the user for what can be made again, $XDG_CACHE_HOME/lanternfish on Linux. Not made.
std::filesystem::path cacheDirectory();

/// The built-in model: beside the installed program (../share/lanternfish/model), else the one of the source tree that
/// this program was built from. Errors: NotFound, naming the places.
Result<std::filesystem::path> builtInModel();

}  // namespace lanternfish::platform
