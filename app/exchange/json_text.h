#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <string_view>

namespace lanternfish::exchange {

/// Appends one JSON object to a text, members in the order of the calls. There is one way to write each value, so equal
/// values give equal bytes: strings in UTF-8 with only " \ and control characters escaped, numbers in their shortest
/// form that reads back as the same number.
class JsonObject {
public:
    explicit JsonObject(QByteArray& text) : m_text(text) { m_text += '{'; }

    void add(QByteArrayView key, const QString& value);
    void add(QByteArrayView key, std::string_view value);
    void add(QByteArrayView key, qint64 value);
    void add(QByteArrayView key, int value) { add(key, qint64{value}); }
    void add(QByteArrayView key, double value);  ///< What is not finite becomes 0: JSON has no word for it.
    void add(QByteArrayView key, bool value);
    /// Writes the key; the caller appends the value to the text.
    QByteArray& open(QByteArrayView key);
    void close() { m_text += '}'; }

private:
    QByteArray& m_text;
    bool m_first = true;
};

/// `utf8` as a JSON string, quotes included.
void appendJsonString(QByteArray& text, QByteArrayView utf8);

}  // namespace lanternfish::exchange
