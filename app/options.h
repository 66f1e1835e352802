#pragma once

#include <optional>
#include <QSize>
#include <QString>
#include <QStringList>

#include "app/exchange/export.h"
#include "lanternfish/error.h"

namespace lanternfish::app {

/// What the command line asked for.
struct Options {
    bool help = false;
    bool version = false;
    QString model;       ///< Empty: the built-in one.
    QString data;        ///< Folder of history and settings; empty: the user's normal one.
    QString backend;     ///< Empty: the engine chooses.
    QString theme;       ///< "light", "dark", or empty: as set.
    QSize size;          ///< Invalid: as it was last.
    QString screenshot;  ///< With `ask`: the unattended run's picture.
    QString ask;
    QString exportTarget;  ///< Export the whole history instead of opening the window.
    exchange::Format exportFormat = exchange::Format::History;
    QString importFile;      ///< Import it instead of opening the window.
    QString verifyDatabase;  ///< Check a history instead of opening the window.
    qint64 verifyConversation = 0;
};

/// Errors: InvalidArgument, naming the option, what it takes and what was given.
Result<Options> parseOptions(const QStringList& arguments);

QString helpText();

}  // namespace lanternfish::app
