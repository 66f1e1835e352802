#pragma once

#include <QString>
#include <QStringList>

#include "app/assistant/engine_status.h"
#include "app/store/types.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"

namespace lanternfish::assistant {

/// As it stands in AnswerOrigin::device.
QString deviceText(const QString& id, const QString& name);

store::Math mathOf(MathClass math);
store::Sampling samplingOf(const SamplerOptions& options);
SamplerOptions samplerOptionsOf(const store::Sampling& sampling, quint64 seed);

/// "exact" or "fast" for people; empty when it isn't known.
QString mathText(std::optional<store::Math> math);

/// Whether "same again" is possible: the answer says how it was made.
bool canRepeat(const store::Message& answer);

/// What is another one now than when `answer` was made, so that the same again may give other text: sentences such as
/// "The model was A (1234), now it is B (5678).". Empty: the same text is to be expected.
QStringList whatDiffers(const store::Message& answer, const EngineStatus& now);

}  // namespace lanternfish::assistant
