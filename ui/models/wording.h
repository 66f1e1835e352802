#pragma once

#include <QDate>
#include <QDateTime>
#include <QString>

#include "app/store/types.h"

namespace lanternfish::ui {

// All in the language and the number format that Language installs.

/// "1 token", "212 tokens".
QString tokensText(qint64 count);
/// "1 word", "212 words".
QString wordsText(qint64 count);
/// "6 s", "1.3 s" below ten when `exact`, "2 min 5 s".
QString duration(double seconds, bool exact = false);
/// Words as a reader counts them.
int wordCount(const QString& text);
/// "612 tokens · 14.8 tokens/s · first word after 1.3 s"; leaves out what is not known.
QString statsText(const store::AnswerStats& stats);
/// "Thought for 6 s".
QString thinkingSummary(const store::AnswerStats& stats);
/// "214 tokens"; empty where they were not counted.
QString thinkingDetail(const store::AnswerStats& stats);
/// "none", "high" or "max", as QML knows it; unknown words are none.
QString thinkingName(store::ThinkingLevel level);
store::ThinkingLevel thinkingLevel(const QString& name);
/// "$0.02"; `decimals` more digits for small amounts. Other currencies than USD and EUR stand behind the amount.
QString money(double amount, const QString& currency, int decimals = 2);
/// The heading that a conversation of `day` stands under on `today`: "Today", "Yesterday", "Previous 7 days",
/// "Previous 30 days", or month and year.
QString sectionOf(QDate day, QDate today);
/// "14:05" today, "3 June, 14:05" this year, else with the year.
QString timeText(const QDateTime& time, QDate today);

}  // namespace lanternfish::ui
