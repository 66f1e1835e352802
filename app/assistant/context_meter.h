#pragma once

#include <memory>
#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

#include "app/assistant/attachment_bytes.h"
#include "app/assistant/context_plan.h"
#include "app/assistant/token_counter.h"
#include "app/store/types.h"

namespace lanternfish::assistant {

class FileReader;

/// How much of the context the next answer would take.
struct ContextUse {
    int tokens = 0;                   ///< Of the branch, the draft and its files, had nothing to be left out.
    int limit = 0;                    ///< 0: no model is loaded, nothing is known.
    bool tooLong = false;             ///< Not even the question alone fits.
    QList<store::MessageId> leftOut;  ///< What the next answer leaves out, oldest first.

    bool operator==(const ContextUse&) const = default;
};

/// Counts, on a thread of its own, what the next prompt takes: a moment after the last change, the newest state wins.
/// Thread: gui.
class ContextMeter : public QObject {
    Q_OBJECT

public:
    struct Request {
        QList<store::Message> branch;  ///< Ends in the empty answer to what stands in the composer.
        QString systemPrompt;
        AttachmentBytes bytes;
        int limit = 0;
    };

    ContextMeter(FileReader* reader, const TokenCounter* counter, QObject* parent = nullptr);

    const ContextUse& use() const { return m_use; }
    void measure(const Request& request);

signals:
    void changed();

private:
    void start();

    FileReader* const m_reader;
    const TokenCounter* const m_counter;
    const std::shared_ptr<ContextPlanner> m_planner;
    ContextUse m_use;
    Request m_request;
    bool m_counting = false;
    bool m_again = false;
    QTimer m_timer;
};

}  // namespace lanternfish::assistant
