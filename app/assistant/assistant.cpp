#include "app/assistant/assistant.h"

#include <limits>
#include <QRandomGenerator>
#include <utility>

namespace lanternfish::assistant {

uint64_t randomSeed() {
    return QRandomGenerator::system()->bounded(std::numeric_limits<quint32>::max());
}

Assistant::Assistant(AssistantOptions options, QObject* parent)
    : QObject(parent),
      m_options(std::move(options)),
      m_storeThread([this](const Error& error) { storeJobFailed(error); }),
      m_history(&m_storeThread),
      m_usage(&m_history),
      m_files(&m_tokens),
      m_answers(m_options, &m_history, &m_tokens) {
    connect(&m_answers, &AnswerQueue::statusChanged, this, &Assistant::statusChanged);
    connect(&m_answers, &AnswerQueue::deviceReplaced, this, &Assistant::noticed);
    connect(&m_answers, &AnswerQueue::answered, &m_usage, &Usage::add);
    connect(&m_history, &History::noticed, this, &Assistant::noticed);
    m_history.open(m_options.databasePath);
}

Assistant::~Assistant() = default;

void Assistant::storeJobFailed(const Error& error) {
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            // A full disk fails every write from now on; saying it once is enough.
            if (!std::exchange(m_storeErrorShown, true)) {
                emit noticed(failureText(
                    Failure(error, tr("The history can't be saved. What the windows show stays until the app is "
                                      "closed, but what was written since may be missing afterwards."))));
            }
        },
        Qt::QueuedConnection);
}

}  // namespace lanternfish::assistant
