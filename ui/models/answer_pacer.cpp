#include "ui/models/answer_pacer.h"

#include <QTextBoundaryFinder>
#include <utility>

namespace lanternfish::ui {

namespace {

constexpr int kStepMs = 33;
constexpr int kSteps = 8;

/// The end of the character, as readers count them, that `position` lies in.
qsizetype characterEnd(const QString& text, qsizetype position) {
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    finder.setPosition(position);
    if (finder.isAtBoundary()) {
        return position;
    }
    const qsizetype next = finder.toNextBoundary();
    return next < 0 ? text.size() : next;
}

}  // namespace

AnswerPacer::AnswerPacer(QObject* parent) : QObject(parent) {
    m_timer.setInterval(kStepMs);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &AnswerPacer::step);
}

void AnswerPacer::update(const store::Message& message, qsizetype shown) {
    take(message, shown);
    if (!m_timer.isActive()) {
        step();
    }
}

void AnswerPacer::finish(const store::Message& message, qsizetype shown) {
    take(message, shown);
    m_finishing = true;
    if (message.status != store::Status::Complete) {
        flush();
    } else if (!m_timer.isActive()) {
        step();
    }
}

void AnswerPacer::take(const store::Message& message, qsizetype shown) {
    if (message.id != m_message.id || m_finishing) {
        flush();
        m_shown = shown;
    }
    m_message = message;
    m_shown = std::min(m_shown, message.text.size());
    m_stepsLeft = kSteps;
}

void AnswerPacer::flush() {
    m_timer.stop();
    const bool finishing = std::exchange(m_finishing, false);
    const bool behind = m_shown < m_message.text.size();
    const store::Message message = std::exchange(m_message, {});
    m_shown = 0;
    if (finishing) {
        emit finished(message);
    } else if (message.id != 0 && behind) {
        emit updated(message);
    }
}

void AnswerPacer::step() {
    const qsizetype left = m_message.text.size() - m_shown;
    const qsizetype size = (left + m_stepsLeft - 1) / m_stepsLeft;
    m_stepsLeft = std::max(1, m_stepsLeft - 1);
    m_shown = characterEnd(m_message.text, m_shown + size);
    if (m_shown == m_message.text.size() && m_finishing) {
        flush();
        return;
    }
    // One more after the last, so that the next burst keeps its distance.
    if (left == 0) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    store::Message message = m_message;
    message.text.truncate(m_shown);
    message.status = store::Status::Streaming;  // Nobody has seen the end yet.
    emit updated(message);
}

}  // namespace lanternfish::ui
