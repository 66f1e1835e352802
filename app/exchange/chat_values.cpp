#include "app/exchange/chat_values.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <QCoreApplication>
#include <QTimeZone>

#include "app/exchange/json_fields.h"

namespace lanternfish::exchange {

using namespace Qt::StringLiterals;
using nlohmann::json;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ChatExport)
};

}  // namespace

const json& member(const json& object, const char* key) {
    static const json kNone;
    if (!object.is_object()) {
        return kNone;
    }
    const auto found = object.find(key);
    return found == object.end() ? kNone : *found;
}

const json& listOf(const json& object, const char* key) {
    static const json kEmpty = json::array();
    const json& list = member(object, key);
    return list.is_array() ? list : kEmpty;
}

QString textOf(const json& value) {
    return value.is_string() ? exactText(value.get_ref<const std::string&>()) : QString();
}

QDateTime timeOf(const json& value) {
    constexpr double kMostSeconds = 95'617'584'000;  // the end of the year 4999
    constexpr double kMostMilliseconds = kMostSeconds * 1000;
    if (value.is_number()) {
        const auto number = value.get<double>();
        return number >= 0 && number <= kMostMilliseconds
                   ? QDateTime::fromMSecsSinceEpoch(std::llround(number <= kMostSeconds ? number * 1000 : number),
                                                    QTimeZone::UTC)
                   : QDateTime();
    }
    return QDateTime::fromString(textOf(value), Qt::ISODateWithMs).toUTC();
}

QDateTime firstValid(std::initializer_list<QDateTime> times) {
    for (const QDateTime& time : times) {
        if (time.isValid()) {
            return time;
        }
    }
    return QDateTime::fromMSecsSinceEpoch(0, QTimeZone::UTC);
}

std::optional<store::Role> roleFrom(const QString& word) {
    return word == u"user"        ? std::optional(store::Role::User)
           : word == u"assistant" ? std::optional(store::Role::Assistant)
           : word == u"system"    ? std::optional(store::Role::System)
                                  : std::nullopt;
}

QStringList leftOutWarnings(qint64 parts) {
    constexpr qint64 kMost = 1'000'000'000;
    return parts == 0 ? QStringList()
                      : QStringList{Words::tr("%n parts are not text and were left out", nullptr,
                                              static_cast<int>(std::min(parts, kMost)))};
}

void appendPart(QString& text, const QString& part) {
    if (!text.isEmpty() && !part.isEmpty()) {
        text += u"\n\n"_s;
    }
    text += part;
}

}  // namespace lanternfish::exchange
