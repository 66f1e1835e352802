#pragma once

#include <QString>

namespace lanternfish::ui {

/// Cuts a growing text into whole sentences for a screen reader. What isn't a whole sentence yet waits.
class SentenceAnnouncer {
public:
    /// What stands before `spoken` is not handed out.
    void startAt(qsizetype spoken) { m_spoken = spoken; }
    /// The whole sentences of `text` that were not handed out before, as one string; empty for none.
    QString take(const QString& text);
    /// As take(), with the unfinished rest.
    QString takeRest(const QString& text);

private:
    qsizetype m_spoken = 0;
};

}  // namespace lanternfish::ui
