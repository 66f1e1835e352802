#pragma once

#include <optional>
#include <QString>
#include <QStringList>

namespace lanternfish::actions {

/// How well texts answer to what was typed, from 0 to 1: the whole text, its beginning, beginnings of words, letters
/// inside, initials, letters in order. Each kind stands above the next whatever the lengths; within a kind shorter
/// texts stand higher. Case and accents don't count. Several words may match in any order; the worst of them decides.
class FuzzyRank {
public:
    explicit FuzzyRank(const QString& query);

    bool isEmpty() const { return m_words.isEmpty(); }
    /// Nothing when `text` does not match; 0 for every text when nothing was typed.
    std::optional<double> of(const QString& text) const;

    /// The least distance between two kinds; what is added to a rank within one kind must stay below it.
    static constexpr double kStep = 0.1;

private:
    QString m_phrase;
    QStringList m_words;
};

}  // namespace lanternfish::actions
