#include "app/assistant/origin.h"

#include <QCoreApplication>

namespace lanternfish::assistant {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Origin)
};

}  // namespace

QString deviceText(const QString& id, const QString& name) {
    return id == name || name.isEmpty() ? id : QStringLiteral("%1 (%2)").arg(id, name);
}

store::Math mathOf(MathClass math) {
    return math == MathClass::Exact ? store::Math::Exact : store::Math::Fast;
}

store::Sampling samplingOf(const SamplerOptions& options) {
    return {.temperature = options.temperature,
            .topP = options.topP,
            .minP = options.minP,
            .topK = static_cast<int>(options.topK)};
}

SamplerOptions samplerOptionsOf(const store::Sampling& sampling, quint64 seed) {
    return {.temperature = static_cast<float>(sampling.temperature),
            .topP = static_cast<float>(sampling.topP),
            .minP = static_cast<float>(sampling.minP),
            .topK = static_cast<uint32_t>(std::max(sampling.topK, 0)),
            .seed = seed};
}

QString mathText(std::optional<store::Math> math) {
    if (!math) {
        return {};
    }
    return *math == store::Math::Exact ? Words::tr("exact") : Words::tr("fast");
}

bool canRepeat(const store::Message& answer) {
    return answer.role == store::Role::Assistant && answer.parent && answer.origin &&
           answer.status != store::Status::Streaming;
}

QStringList whatDiffers(const store::Message& answer, const EngineStatus& now) {
    QStringList sentences;
    const auto compare = [&sentences](const QString& then, const QString& today, const QString& sentence) {
        if (then != today) {
            sentences.append(sentence.arg(then.isEmpty() ? Words::tr("not known") : then, today));
        }
    };
    compare(answer.model, now.model, Words::tr("The model was %1, now it is %2."));
    if (answer.origin) {
        compare(answer.origin->engineBuild, now.engineBuild, Words::tr("The engine was version %1, now it is %2."));
        compare(answer.origin->device, now.device, Words::tr("The device was %1, now it is %2."));
        compare(mathText(answer.origin->math), mathText(now.math), Words::tr("The arithmetic was %1, now it is %2."));
    }
    return sentences;
}

}  // namespace lanternfish::assistant
