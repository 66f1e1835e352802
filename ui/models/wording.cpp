#include "ui/models/wording.h"

#include <algorithm>
#include <cmath>
#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Wording)
};

QString number(double value, int decimals = 0) {
    return QLocale().toString(value, 'f', decimals);
}

}  // namespace

QString tokensText(qint64 count) {
    return Wording::tr("%Ln token(s)", nullptr, static_cast<int>(count));
}

QString wordsText(qint64 count) {
    return Wording::tr("%Ln word(s)", nullptr, static_cast<int>(count));
}

QString duration(double seconds, bool exact) {
    // Rounds to 0.0 s, which nobody believes.
    if (exact && seconds < 0.05)
        return Wording::tr("%1 ms", "a duration").arg(number(std::max(1.0, std::round(seconds * 1000))));
    if (exact && seconds < 10)
        return Wording::tr("%1 s", "a duration").arg(number(seconds, 1));
    const auto whole = std::llround(seconds);
    if (whole < 60)
        return Wording::tr("%1 s", "a duration").arg(whole);
    return Wording::tr("%1 min %2 s", "a duration").arg(number(static_cast<double>(whole / 60))).arg(whole % 60);
}

int wordCount(const QString& text) {
    int words = 0;
    bool inside = false;
    for (const QChar c : text) {
        const bool space = c.isSpace();
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

QString statsText(const store::AnswerStats& stats) {
    QStringList parts;
    if (stats.generatedTokens > 0)
        parts.append(tokensText(stats.generatedTokens));
    if (stats.generatedTokens > 0 && stats.decodeSeconds > 0)
        parts.append(Wording::tr("%1 tokens/s").arg(number(stats.generatedTokens / stats.decodeSeconds, 1)));
    if (stats.firstTokenSeconds > 0)
        parts.append(Wording::tr("first word after %1").arg(duration(stats.firstTokenSeconds, true)));
    return parts.join(u" \u00b7 "_s);
}

QString thinkingSummary(const store::AnswerStats& stats) {
    return stats.thinkingSeconds > 0 ? Wording::tr("Thought for %1").arg(duration(std::max(1.0, stats.thinkingSeconds)))
                                     : Wording::tr("Thought", "what the model did before it answered");
}

QString thinkingDetail(const store::AnswerStats& stats) {
    return stats.thinkingTokens > 0 ? tokensText(stats.thinkingTokens) : QString();
}

QString thinkingName(store::ThinkingLevel level) {
    return level == store::ThinkingLevel::Max ? u"max"_s : level == store::ThinkingLevel::High ? u"high"_s : u"none"_s;
}

store::ThinkingLevel thinkingLevel(const QString& name) {
    return name == "max"_L1    ? store::ThinkingLevel::Max
           : name == "high"_L1 ? store::ThinkingLevel::High
                               : store::ThinkingLevel::None;
}

QString money(double amount, const QString& currency, int decimals) {
    const QString number = QLocale().toString(amount, 'f', decimals);
    if (currency == "USD"_L1)
        return u'$' + number;
    if (currency == "EUR"_L1)
        return u'\u20ac' + number;
    return number + u' ' + currency;
}

QString sectionOf(QDate day, QDate today) {
    const qint64 age = day.daysTo(today);
    if (age <= 0)
        return Wording::tr("Today");
    if (age == 1)
        return Wording::tr("Yesterday");
    if (age <= 7)
        return Wording::tr("Previous 7 days");
    if (age <= 30)
        return Wording::tr("Previous 30 days");
    return QLocale().toString(day, Wording::tr("MMMM yyyy", "Qt's format of a month"));
}

QString timeText(const QDateTime& time, QDate today) {
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QString clock = QLocale().toString(local.time(), QLocale::ShortFormat);
    if (local.date() == today)
        return clock;
    const QString format = local.date().year() == today.year()
                               ? Wording::tr("d MMMM", "Qt's format of a day in this year")
                               : Wording::tr("d MMMM yyyy", "Qt's format of a day in another year");
    return Wording::tr("%1, %2", "a day and a time").arg(QLocale().toString(local.date(), format), clock);
}

}  // namespace lanternfish::ui
