#pragma once

#include <QObject>
#include <QTimer>

#include "app/store/types.h"

namespace lanternfish::ui {

/// Evens out how an answer appears. Tokens come in bursts, a short answer even as a whole between two frames; what has
/// come is handed on in steps of a frame, the last of them a quarter of a second after it came at the latest. Reasoning
/// and everything but the text passes as it is. Thread: gui.
class AnswerPacer : public QObject {
    Q_OBJECT

public:
    explicit AnswerPacer(QObject* parent = nullptr);

    /// `shown`: how much of the text is on view already; read only when the message is another one than before.
    void update(const store::Message& message, qsizetype shown);
    /// As update; the end is told when all is handed on, at once for an answer that was stopped or failed.
    void finish(const store::Message& message, qsizetype shown);
    /// Hands on what is left, now.
    void flush();

signals:
    void updated(const lanternfish::store::Message& message);
    void finished(const lanternfish::store::Message& message);

private:
    void take(const store::Message& message, qsizetype shown);
    void step();

    QTimer m_timer;
    store::Message m_message;  ///< id 0: none.
    qsizetype m_shown = 0;
    int m_stepsLeft = 1;
    bool m_finishing = false;
};

}  // namespace lanternfish::ui
