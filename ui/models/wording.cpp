#include "ui/models/wording.h"

#include <algorithm>
#include <cmath>
#include <QLocale>
#include <QStringList>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

const QLocale& english() {
    static const QLocale locale(QLocale::English);
    return locale;
}

}  // namespace

QString counted(qint64 count, const QString& one, const QString& many) {
    return QString::number(count) + u' ' + (count == 1 ? one : many);
}

QString duration(double seconds, bool exact) {
    // Rounds to 0.0 s, which nobody believes.
    if (exact && seconds < 0.05)
        return QString::number(std::max<qint64>(1, std::llround(seconds * 1000))) + " ms"_L1;
    if (exact && seconds < 10)
        return QString::number(seconds, 'f', 1) + " s"_L1;
    const auto whole = std::llround(seconds);
    if (whole < 60)
        return QString::number(whole) + " s"_L1;
    return QString::number(whole / 60) + " min "_L1 + QString::number(whole % 60) + " s"_L1;
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
        parts.append(counted(stats.generatedTokens, u"token"_s, u"tokens"_s));
    if (stats.generatedTokens > 0 && stats.decodeSeconds > 0)
        parts.append(QString::number(stats.generatedTokens / stats.decodeSeconds, 'f', 1) + " tokens/s"_L1);
    if (stats.firstTokenSeconds > 0)
        parts.append("first word after "_L1 + duration(stats.firstTokenSeconds, true));
    return parts.join(u" \u00b7 "_s);
}

QString thinkingSummary(const store::AnswerStats& stats) {
    QString summary = u"Thought"_s;
    if (stats.thinkingSeconds > 0)
        summary += " for "_L1 + duration(std::max(1.0, stats.thinkingSeconds));
    if (stats.thinkingTokens > 0)
        summary += ", "_L1 + counted(stats.thinkingTokens, u"token"_s, u"tokens"_s);
    return summary;
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
        return u"Today"_s;
    if (age == 1)
        return u"Yesterday"_s;
    if (age <= 7)
        return u"Previous 7 days"_s;
    if (age <= 30)
        return u"Previous 30 days"_s;
    return english().toString(day, u"MMMM yyyy"_s);
}

QString timeText(const QDateTime& time, QDate today) {
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QString clock = local.toString(u"HH:mm"_s);
    if (local.date() == today)
        return clock;
    const QString format = local.date().year() == today.year() ? u"d MMMM"_s : u"d MMMM yyyy"_s;
    return english().toString(local.date(), format) + ", "_L1 + clock;
}

}  // namespace lanternfish::ui
