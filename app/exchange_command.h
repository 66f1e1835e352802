#pragma once

#include <QString>

#include "app/options.h"
#include "lanternfish/error.h"

namespace lanternfish::app {

/// Carries out --export or --import on `database` without a window. An import needs the database for itself, an export
/// only reads and works beside an open window; as PDF it needs a QGuiApplication. Returns what was done, in a sentence.
Result<QString> runExchange(const Options& options, const QString& database);

}  // namespace lanternfish::app
