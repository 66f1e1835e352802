#include "ui/models/answer_record.h"

#include <QCoreApplication>
#include <QLocale>

#include "app/assistant/origin.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AnswerRecord)
};

class Rows {
public:
    void add(const QString& name, const QString& value) {
        if (!value.isEmpty())
            m_rows.append(QVariantMap{{u"name"_s, name}, {u"value"_s, value}});
    }

    void addCount(const QString& name, int count) {
        if (count > 0)
            add(name, QLocale().toString(count));
    }

    void addSeconds(const QString& name, double seconds) {
        if (seconds > 0)
            add(name, duration(seconds, true));
    }

    const QVariantList& rows() const { return m_rows; }

private:
    QVariantList m_rows;
};

QString samplingText(const store::Sampling& sampling) {
    const QLocale locale;
    if (sampling.temperature == 0)
        return Words::tr("always the likeliest token");
    QStringList parts{Words::tr("temperature %1").arg(locale.toString(sampling.temperature))};
    if (sampling.topP < 1)
        parts.append(Words::tr("top p %1").arg(locale.toString(sampling.topP)));
    if (sampling.minP > 0)
        parts.append(Words::tr("min p %1").arg(locale.toString(sampling.minP)));
    if (sampling.topK > 0)
        parts.append(Words::tr("top k %1").arg(locale.toString(sampling.topK)));
    return parts.join(u", "_s);
}

QString thinkingText(store::ThinkingLevel level) {
    switch (level) {
        case store::ThinkingLevel::None:
            return Words::tr("none");
        case store::ThinkingLevel::High:
            return Words::tr("high");
        case store::ThinkingLevel::Max:
            break;
    }
    return Words::tr("max");
}

}  // namespace

QVariantMap answerRecord(const store::Message& answer, const assistant::EngineStatus& now,
                         const UsageController& usage) {
    const store::AnswerStats& stats = answer.stats;
    Rows rows;
    rows.add(Words::tr("Model"), answer.model);
    if (answer.origin) {
        rows.add(Words::tr("Engine"), answer.origin->engineBuild);
        rows.add(Words::tr("Device"), answer.origin->device);
        rows.add(Words::tr("Arithmetic"), assistant::mathText(answer.origin->math));
        rows.add(Words::tr("Sampling"), samplingText(answer.origin->sampling));
        rows.add(Words::tr("Seed"), QString::number(answer.origin->seed));
    }
    rows.add(Words::tr("Thinking"), thinkingText(answer.thinking));
    rows.add(Words::tr("Begun"), QLocale().toString(answer.createdAt.toLocalTime(), QLocale::ShortFormat));
    rows.addCount(Words::tr("Prompt tokens"), stats.promptTokens);
    rows.addCount(Words::tr("Of these from the cache"), stats.cachedTokens);
    rows.addCount(Words::tr("Generated tokens"), stats.generatedTokens);
    rows.addCount(Words::tr("Of these thinking"), stats.thinkingTokens);
    rows.addSeconds(Words::tr("Reading the prompt"), stats.prefillSeconds);
    rows.addSeconds(Words::tr("First token after"), stats.firstTokenSeconds);
    rows.addSeconds(Words::tr("Writing"), stats.decodeSeconds);
    rows.addSeconds(Words::tr("Of this thinking"), stats.thinkingSeconds);
    if (stats.decodeSeconds > 0 && stats.generatedTokens > 0)
        rows.add(Words::tr("Tokens per second"),
                 QLocale().toString(stats.generatedTokens / stats.decodeSeconds, 'f', 1));
    if (stats.promptTokens > 0) {
        rows.add(Words::tr("Would have cost at the API"), usage.costText(assistant::tokensOf(stats)));
        rows.add(Words::tr("Electricity"), usage.electricityText(stats.prefillSeconds + stats.decodeSeconds));
    }
    return {{u"rows"_s, rows.rows()},
            {u"systemPrompt"_s, answer.origin ? answer.origin->systemPrompt : QString()},
            {u"canRepeat"_s, assistant::canRepeat(answer)},
            {u"differences"_s, assistant::whatDiffers(answer, now)}};
}

}  // namespace lanternfish::ui
