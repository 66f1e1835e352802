#pragma once

#include <QDate>
#include <QObject>
#include <QString>

#include "app/assistant/cost.h"
#include "app/store/types.h"

namespace lanternfish::assistant {

class History;

/// What the answers of one day took.
struct DayUsage {
    QDate day;
    TokenUse tokens;
    double seconds = 0;  ///< Of prefill and decode.
};

/// The answers of today, over restarts too. Those of temporary conversations count until the app ends. Thread: gui.
class Usage : public QObject {
    Q_OBJECT

public:
    explicit Usage(History* history, QObject* parent = nullptr);

    /// Of the day that it is now.
    DayUsage today() const;
    /// An answer has ended. `before`: its figures when it was begun, for one that goes on.
    void add(const store::Message& answer, const store::AnswerStats& before);

signals:
    void changed();

private:
    void read();

    History* const m_history;
    DayUsage m_kept;
    DayUsage m_temporary;
};

}  // namespace lanternfish::assistant
