#include "ui/actions/fuzzy_rank.h"

#include <algorithm>

namespace lanternfish::actions {

namespace {

constexpr double kWhole = 1.0;
constexpr double kBeginning = 0.8;
constexpr double kWordStart = 0.6;
constexpr double kInside = 0.45;
constexpr double kInitials = 0.3;
constexpr double kInOrder = 0.1;
// Below kStep with room for what callers add for recency.
constexpr double kForShortness = 0.05;

QString folded(const QString& text) {
    // Most titles; searched anew for each key that is typed.
    if (std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; })) {
        return text.toLower();
    }
    QString result;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD)) {
        if (!c.isMark()) {
            result.append(c);
        }
    }
    return result.toCaseFolded().replace(QChar(0x00df), QLatin1StringView("ss"));
}

bool startsWord(const QString& text, qsizetype at) {
    return at == 0 || !text[at - 1].isLetterOrNumber();
}

std::optional<qsizetype> atWordStart(const QString& text, const QString& word) {
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (startsWord(text, at)) {
            return at;
        }
    }
    return std::nullopt;
}

/// Letters of `word` in order, the first at a word's start. `onlyStarts`: each follows the one before or starts a word.
bool inOrder(const QString& text, const QString& word, bool onlyStarts) {
    qsizetype next = 0;
    bool follows = false;
    for (qsizetype at = 0; at < text.size() && next < word.size(); ++at) {
        const bool legal = startsWord(text, at) || (next > 0 && (follows || !onlyStarts));
        follows = legal && text[at] == word[next];
        next += follows ? 1 : 0;
    }
    return next == word.size();
}

std::optional<double> rankOf(const QString& text, const QString& word) {
    const double shortness = kForShortness * static_cast<double>(word.size()) / std::max<double>(1, text.size());
    if (text == word) {
        return kWhole;
    }
    if (text.startsWith(word)) {
        return kBeginning + shortness;
    }
    if (atWordStart(text, word)) {
        return kWordStart + shortness;
    }
    if (text.contains(word)) {
        return kInside + shortness;
    }
    if (inOrder(text, word, true)) {
        return kInitials + shortness;
    }
    if (inOrder(text, word, false)) {
        return kInOrder + shortness;
    }
    return std::nullopt;
}

}  // namespace

FuzzyRank::FuzzyRank(const QString& query)
    : m_phrase(folded(query).simplified()), m_words(m_phrase.split(u' ', Qt::SkipEmptyParts)) {}

std::optional<double> FuzzyRank::of(const QString& text) const {
    if (m_words.isEmpty()) {
        return 0;
    }
    const QString place = folded(text);
    const std::optional<double> phrase = rankOf(place, m_phrase);
    if (m_words.size() == 1) {
        return phrase;
    }
    std::optional<double> worst = kWhole;
    for (const QString& word : m_words) {
        const std::optional<double> rank = rankOf(place, word);
        if (!rank) {
            return phrase;
        }
        worst = std::min(*worst, *rank);
    }
    return std::max(phrase.value_or(0), *worst);
}

}  // namespace lanternfish::actions
