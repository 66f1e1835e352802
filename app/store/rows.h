#pragma once

#include <cstdint>
#include <optional>
#include <QDateTime>
#include <QString>
#include <QTimeZone>
#include <string>

#include "app/store/database.h"

namespace lanternfish::store {

// Keys of the table `value` that belong to the store.
inline const QString kIsClean = QStringLiteral("store.clean");
inline const QString kHasTraces = QStringLiteral("store.traces");

// What values look like in the database.

inline std::string utf8(const QString& text) {
    return text.toStdString();
}

inline QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline std::string_view bytesOf(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<size_t>(bytes.size())};
}

inline QByteArray fromBytes(std::string_view bytes) {
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

inline int64_t milliseconds(const QDateTime& time) {
    return time.toMSecsSinceEpoch();
}

inline QDateTime timeOf(int64_t value) {
    return QDateTime::fromMSecsSinceEpoch(value, QTimeZone::UTC);
}

inline std::optional<int64_t> optionalInteger(const Statement& row, int column) {
    return row.isNull(column) ? std::nullopt : std::optional<int64_t>(row.integer(column));
}

}  // namespace lanternfish::store
