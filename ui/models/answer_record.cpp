#include "ui/models/answer_record.h"

#include <QCoreApplication>
#include <QLocale>

#include "app/assistant/origin.h"
#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("lanternfish::ui::AnswerRecord", text);
}

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
        return tr("always the likeliest token");
    QStringList parts{tr("temperature %1").arg(locale.toString(sampling.temperature))};
    if (sampling.topP < 1)
        parts.append(tr("top p %1").arg(locale.toString(sampling.topP)));
    if (sampling.minP > 0)
        parts.append(tr("min p %1").arg(locale.toString(sampling.minP)));
    if (sampling.topK > 0)
        parts.append(tr("top k %1").arg(locale.toString(sampling.topK)));
    return parts.join(u", "_s);
}

QString thinkingText(store::ThinkingLevel level) {
    switch (level) {
        case store::ThinkingLevel::None:
            return tr("none");
        case store::ThinkingLevel::High:
            return tr("high");
        case store::ThinkingLevel::Max:
            break;
    }
    return tr("max");
}

}  // namespace

QVariantMap answerRecord(const store::Message& answer, const assistant::EngineStatus& now,
                         const UsageController& usage) {
    const store::AnswerStats& stats = answer.stats;
    Rows rows;
    rows.add(tr("Model"), answer.model);
    if (answer.origin) {
        rows.add(tr("Engine"), answer.origin->engineBuild);
        rows.add(tr("Device"), answer.origin->device);
        rows.add(tr("Sampling"), samplingText(answer.origin->sampling));
        rows.add(tr("Seed"), QString::number(answer.origin->seed));
    }
    rows.add(tr("Thinking"), thinkingText(answer.thinking));
    rows.add(tr("Begun"), QLocale().toString(answer.createdAt.toLocalTime(), QLocale::ShortFormat));
    rows.addCount(tr("Prompt tokens"), stats.promptTokens);
    rows.addCount(tr("Of these from the cache"), stats.cachedTokens);
    rows.addCount(tr("Generated tokens"), stats.generatedTokens);
    rows.addCount(tr("Of these thinking"), stats.thinkingTokens);
    rows.addSeconds(tr("Reading the prompt"), stats.prefillSeconds);
    rows.addSeconds(tr("First token after"), stats.firstTokenSeconds);
    rows.addSeconds(tr("Writing"), stats.decodeSeconds);
    rows.addSeconds(tr("Of this thinking"), stats.thinkingSeconds);
    if (stats.decodeSeconds > 0 && stats.generatedTokens > 0)
        rows.add(tr("Tokens per second"), QLocale().toString(stats.generatedTokens / stats.decodeSeconds, 'f', 1));
    if (stats.promptTokens > 0) {
        rows.add(tr("Would have cost at the API"), usage.costText(assistant::tokensOf(stats)));
        rows.add(tr("Electricity"), usage.electricityText(stats.prefillSeconds + stats.decodeSeconds));
    }
    return {{u"rows"_s, rows.rows()},
            {u"systemPrompt"_s, answer.origin ? answer.origin->systemPrompt : QString()},
            {u"canRepeat"_s, assistant::canRepeat(answer)},
            {u"differences"_s, assistant::whatDiffers(answer, now)}};
}

}  // namespace lanternfish::ui
