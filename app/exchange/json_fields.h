#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "lanternfish/error.h"

namespace lanternfish::exchange {

/// Takes the members of one JSON object apart. Everything reads to the end; the first thing that is wrong is kept for
/// finish(), which also refuses members that nobody asked for. `where` names the object in errors.
class JsonFields {
public:
    JsonFields(const nlohmann::json& object, std::string where);

    QString text(const char* key);          ///< Must be there.
    QString optionalText(const char* key);  ///< Empty when it isn't.
    qint64 integer(const char* key, qint64 least = std::numeric_limits<qint64>::min(),
                   qint64 most = std::numeric_limits<qint64>::max());
    std::optional<qint64> optionalInteger(const char* key, qint64 least = std::numeric_limits<qint64>::min(),
                                          qint64 most = std::numeric_limits<qint64>::max());
    double number(const char* key, double least, double most);  ///< Must be there.
    double optionalNumber(const char* key);                     ///< 0 when it isn't.
    bool flag(const char* key);                                 ///< False when it isn't there.
    QDateTime time(const char* key);                            ///< Milliseconds since 1970 in UTC.
    std::optional<QDateTime> optionalTime(const char* key);
    QByteArray hash(const char* key);    ///< 32 bytes as lower case hexadecimal digits.
    QByteArray base64(const char* key);  ///< Padded, without line breaks.
    quint64 decimal(const char* key);    ///< A string of digits.
    std::optional<quint64> optionalDecimal(const char* key);
    const nlohmann::json* object(const char* key);  ///< Null when it isn't there.
    const nlohmann::json* array(const char* key);   ///< Null when it isn't there.

    /// One of the words that `of` knows; `fallback` when the member isn't there, unless there is none.
    template <class Enum>
    Enum word(const char* key, std::optional<Enum> (*of)(std::string_view), std::optional<Enum> fallback) {
        const nlohmann::json* value = find(key, !fallback);
        const std::optional<std::string_view> found = value == nullptr ? std::nullopt : stringOf(*value);
        const std::optional<Enum> known = found ? of(*found) : std::nullopt;
        if (value != nullptr && !known) {
            wrong(key, "a word of the format", *value);
        }
        return known.value_or(fallback.value_or(Enum{}));
    }

    /// The same of a member that may be missing without standing for one of the words.
    template <class Enum>
    std::optional<Enum> optionalWord(const char* key, std::optional<Enum> (*of)(std::string_view)) {
        return find(key, false) == nullptr ? std::nullopt : std::optional(word(key, of, std::optional<Enum>()));
    }

    void fail(const std::string& message);
    void take(const Result<void>& inner);  ///< What finish() of an object inside this one said.
    std::string place(const char* key) const { return m_where + "." + key; }
    Result<void> finish();

private:
    const nlohmann::json* find(const char* key, bool required);
    static std::optional<std::string_view> stringOf(const nlohmann::json& value);
    void wrong(const char* key, std::string_view expected, const nlohmann::json& found);
    QString textOf(const char* key, bool required);
    const nlohmann::json* container(const char* key, bool array);

    const nlohmann::json& m_object;
    std::string m_where;
    std::set<std::string_view> m_asked;
    std::optional<Error> m_failure;
};

/// UTF-8 as it is, a byte order mark at its beginning included.
QString exactText(std::string_view utf8);

}  // namespace lanternfish::exchange
