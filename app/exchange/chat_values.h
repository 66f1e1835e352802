#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include "app/store/types.h"

namespace lanternfish::exchange {

// What the files of other programs have in common. Nothing here complains: what is not there, or of another kind,
// counts as missing.

/// Null for none.
const nlohmann::json& member(const nlohmann::json& object, const char* key);
/// Empty for none.
const nlohmann::json& listOf(const nlohmann::json& object, const char* key);
QString textOf(const nlohmann::json& value);
/// Seconds or, when they would be beyond the year 5000, milliseconds since 1970, or ISO 8601; invalid for anything
/// else.
QDateTime timeOf(const nlohmann::json& value);
/// The beginning of 1970 for none.
QDateTime firstValid(std::initializer_list<QDateTime> times);
std::optional<store::Role> roleFrom(const QString& word);
/// What is told of parts that have no place here; nothing for none.
QStringList leftOutWarnings(qint64 parts);
/// As a paragraph of its own.
void appendPart(QString& text, const QString& part);

}  // namespace lanternfish::exchange
