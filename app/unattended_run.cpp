#include "app/unattended_run.h"

#include <QAbstractItemModel>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QKeyEvent>

namespace lanternfish::app {

namespace {

constexpr int kKeyIntervalMs = 4;
constexpr int kSettleMs = 400;

}  // namespace

UnattendedRun::UnattendedRun(QQuickWindow* window, assistant::Assistant* assistant, ui::ChatController* chat,
                             Request request)
    : m_window(window), m_assistant(assistant), m_request(std::move(request)) {
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        finish(tr("No finished answer within %1 seconds")
                   .arg(std::chrono::duration_cast<std::chrono::seconds>(m_request.timeout).count()));
    });
    connect(m_assistant, &assistant::Assistant::statusChanged, this, &UnattendedRun::waitUntilReady);
    connect(&chat->view(), &assistant::ConversationView::messageFinished, this, &UnattendedRun::onFinished);
    // The last words and the row of actions still have to be drawn.
    connect(chat, &ui::ChatController::answerFinished, this,
            [this] { QTimer::singleShot(kSettleMs, this, &UnattendedRun::takePicture); });
    connect(m_window, &QQuickWindow::beforeSynchronizing, this, &UnattendedRun::beforeSynchronizing,
            Qt::DirectConnection);
    connect(m_window, &QQuickWindow::frameSwapped, this, &UnattendedRun::frameSwapped, Qt::DirectConnection);
}

void UnattendedRun::start() {
    m_timeout.start(m_request.timeout);
    m_window->requestActivate();
    waitUntilReady();
}

void UnattendedRun::waitUntilReady() {
    if (m_done || m_composer) {
        return;
    }
    const assistant::EngineStatus& status = m_assistant->status();
    if (status.state == assistant::EngineState::Failed) {
        finish(status.error);
        return;
    }
    if (status.state != assistant::EngineState::Ready || !m_window->isExposed()) {
        QTimer::singleShot(kKeyIntervalMs * 10, this, &UnattendedRun::waitUntilReady);
        return;
    }
    m_composer = m_window->findChild<QObject*>(QStringLiteral("composerText"));
    m_stream = m_window->findChild<QQuickItem*>(QStringLiteral("messageStream"));
    if (!m_composer || !m_stream) {
        finish(tr("The window has no composer or no message stream"));
        return;
    }
    typeNext();
}

void UnattendedRun::typeNext() {
    if (m_done) {
        return;
    }
    if (m_typed == m_request.question.size()) {
        pressEnter();
        return;
    }
    // A character outside the basic plane is one key press of two code units.
    const qsizetype units = m_request.question[m_typed].isHighSurrogate() ? 2 : 1;
    const QString text = m_request.question.mid(m_typed, units);
    m_typed += text.size();
    if (text == QStringLiteral("\n")) {
        sendKey(Qt::Key_Return, QStringLiteral("\r"), Qt::ShiftModifier);
    } else {
        sendKey(Qt::Key_unknown, text);
    }
    QTimer::singleShot(kKeyIntervalMs, this, &UnattendedRun::typeNext);
}

void UnattendedRun::sendKey(int key, const QString& text, Qt::KeyboardModifiers modifiers) {
    QKeyEvent press(QEvent::KeyPress, key, modifiers, text);
    QCoreApplication::sendEvent(m_window, &press);
    QKeyEvent release(QEvent::KeyRelease, key, modifiers, text);
    QCoreApplication::sendEvent(m_window, &release);
}

void UnattendedRun::pressEnter() {
    const QString typed = m_composer->property("text").toString();
    if (typed != m_request.question) {
        finish(tr("The composer took other text than was typed: expected '%1', found '%2'")
                   .arg(m_request.question, typed));
        return;
    }
    m_counting = true;
    sendKey(Qt::Key_Return, QStringLiteral("\r"));
}

void UnattendedRun::onFinished(const store::Message& answer) {
    if (m_done) {
        return;
    }
    if (answer.status != store::Status::Complete) {
        finish(tr("The answer did not finish: %1").arg(answer.error.isEmpty() ? tr("it was stopped") : answer.error));
        return;
    }
    m_exchange = {answer.conversation, m_request.question.trimmed(), answer.text};
}

void UnattendedRun::takePicture() {
    if (m_done) {
        return;
    }
    m_counting = false;
    const QImage picture = m_window->grabWindow();
    QDir().mkpath(QFileInfo(m_request.picture).absolutePath());
    if (picture.isNull() || !picture.save(m_request.picture, "PNG")) {
        finish(tr("%1: the picture can't be written").arg(m_request.picture));
        return;
    }
    if (m_steps < kFewestSteps) {
        finish(tr("The answer came in %1 visible steps; expected at least %2").arg(m_steps).arg(kFewestSteps));
        return;
    }
    finish({});
}

void UnattendedRun::finish(const QString& failure) {
    if (!m_done) {
        m_done = true;
        m_counting = false;
        m_timeout.stop();
        emit done(failure);
    }
}

qsizetype UnattendedRun::shownLength() const {
    const auto* content = m_stream ? m_stream->property("streamItem").value<QQuickItem*>() : nullptr;
    const auto* blocks = m_stream ? m_stream->property("blocks").value<QAbstractItemModel*>() : nullptr;
    if (content == nullptr || blocks == nullptr) {
        return 0;
    }
    qsizetype length = 0;
    for (const QQuickItem* block : content->childItems()) {
        if (block->isVisible() && block->property("answers").toBool()) {
            length += blocks->index(block->property("index").toInt(), 0).data().toString().size();
        }
    }
    return length;
}

void UnattendedRun::beforeSynchronizing() {
    if (m_counting) {
        m_nextLength = shownLength();
    }
}

void UnattendedRun::frameSwapped() {
    if (m_counting && m_nextLength > m_longest) {
        m_longest = m_nextLength;
        ++m_steps;
    }
}

}  // namespace lanternfish::app
