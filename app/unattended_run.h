#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <QObject>
#include <QPointer>
#include <QQuickItem>
#include <QQuickWindow>
#include <QString>
#include <QTimer>

#include "app/assistant/assistant.h"
#include "app/history_check.h"
#include "ui/models/chat_controller.h"

namespace lanternfish::app {

/// Uses the window as somebody would: types a question key by key, presses Enter, watches the answer grow, takes a
/// picture. Counts as steps the rendered frames in which the shown text of the answer was longer than in any before.
/// Thread: gui; the two slots that count run on the render thread while gui waits.
class UnattendedRun : public QObject {
    Q_OBJECT

public:
    struct Request {
        QString question;
        QString picture;
        std::chrono::milliseconds timeout = std::chrono::minutes(2);
    };
    static constexpr int kFewestSteps = 5;

    /// All must outlive the run. It reads the assistant only to know when to go on and what should be in the history.
    UnattendedRun(QQuickWindow* window, assistant::Assistant* assistant, ui::ChatController* chat, Request request);

    void start();
    int steps() const { return m_steps; }
    const Exchange& exchange() const { return m_exchange; }

signals:
    /// Empty: all went well.
    void done(const QString& failure);

private:
    void waitUntilReady();
    void typeNext();
    void sendKey(int key, const QString& text, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void pressEnter();
    void onFinished(const store::Message& answer);
    void takePicture();
    void finish(const QString& failure);
    qsizetype shownLength() const;
    void beforeSynchronizing();
    void frameSwapped();

    QQuickWindow* m_window;
    assistant::Assistant* m_assistant;
    Request m_request;
    Exchange m_exchange;
    QPointer<QQuickItem> m_stream;
    QPointer<QObject> m_composer;
    QTimer m_timeout;
    qsizetype m_typed = 0;
    bool m_done = false;
    std::atomic<bool> m_counting = false;
    std::atomic<qsizetype> m_nextLength = 0;
    qsizetype m_longest = 0;
    std::atomic<int> m_steps = 0;
};

}  // namespace lanternfish::app
