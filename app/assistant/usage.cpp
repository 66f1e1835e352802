#include "app/assistant/usage.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "app/assistant/history.h"

namespace lanternfish::assistant {

namespace {

constexpr QLatin1StringView kKey("usage");

QString written(const DayUsage& usage) {
    const QJsonObject object{{QStringLiteral("day"), usage.day.toString(Qt::ISODate)},
                             {QStringLiteral("cachedInput"), usage.tokens.cachedInput},
                             {QStringLiteral("input"), usage.tokens.input},
                             {QStringLiteral("output"), usage.tokens.output},
                             {QStringLiteral("seconds"), usage.seconds}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// What isn't a number counts as nothing: a file can be made to say anything.
DayUsage usageOf(const QString& text) {
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    const auto count = [&object](QLatin1StringView key) { return std::max<qint64>(0, object[key].toInteger()); };
    DayUsage usage;
    usage.day = QDate::fromString(object[QLatin1StringView("day")].toString(), Qt::ISODate);
    usage.tokens = {.cachedInput = count(QLatin1StringView("cachedInput")),
                    .input = count(QLatin1StringView("input")),
                    .output = count(QLatin1StringView("output"))};
    usage.seconds = std::max(0.0, object[QLatin1StringView("seconds")].toDouble());
    return usage;
}

/// `usage` when it is of `day`, else nothing yet.
DayUsage onDay(const DayUsage& usage, QDate day) {
    return usage.day == day ? usage : DayUsage{.day = day, .tokens = {}, .seconds = 0};
}

void addTo(DayUsage& usage, const TokenUse& tokens, double seconds) {
    usage.tokens.cachedInput += tokens.cachedInput;
    usage.tokens.input += tokens.input;
    usage.tokens.output += tokens.output;
    usage.seconds += seconds;
}

}  // namespace

Usage::Usage(History* history, QObject* parent) : QObject(parent), m_history(history) {
    connect(history, &History::opened, this, &Usage::read);
}

void Usage::read() {
    m_history->storeThread()
        .run([](store::Repository& repository) { return repository.value(kKey); })
        .then(this, [this](const Result<QString>& text) {
            if (!text) {
                return;
            }
            DayUsage before = usageOf(*text);
            // An answer may have been quicker.
            if (before.day == m_kept.day) {
                addTo(before, m_kept.tokens, m_kept.seconds);
                m_kept = before;
            } else if (!m_kept.day.isValid()) {
                m_kept = before;
            }
            emit changed();
        });
}

DayUsage Usage::today() const {
    const QDate day = QDate::currentDate();
    DayUsage sum = onDay(m_kept, day);
    const DayUsage temporary = onDay(m_temporary, day);
    addTo(sum, temporary.tokens, temporary.seconds);
    return sum;
}

void Usage::add(const store::Message& answer, const store::AnswerStats& before) {
    const bool kept = m_history->keeps(answer.conversation);
    DayUsage& usage = kept ? m_kept : m_temporary;
    usage = onDay(usage, QDate::currentDate());
    addTo(usage, tokensOf(answer.stats, before),
          answer.stats.prefillSeconds + answer.stats.decodeSeconds - before.prefillSeconds - before.decodeSeconds);
    if (kept) {
        m_history->storeThread().post(
            [text = written(usage)](store::Repository& repository) { return repository.setValue(kKey, text); });
    }
    emit changed();
}

}  // namespace lanternfish::assistant
