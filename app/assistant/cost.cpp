#include "app/assistant/cost.h"

#include <algorithm>
#include <QJsonDocument>
#include <QJsonObject>

namespace lanternfish::assistant {

namespace {

constexpr double kMillion = 1e6;
constexpr double kJoulesPerKwh = 3.6e6;
constexpr double kGpuWatts = 250;
constexpr double kProcessorWatts = 65;

std::unexpected<Error> invalid(const QString& key, const QString& expected) {
    return makeError(ErrorCode::InvalidFile,
                     QStringLiteral("prices.json: '%1': expected %2").arg(key, expected).toStdString());
}

}  // namespace

Result<ApiPrice> readPrice(const QByteArray& json) {
    QJsonParseError error;
    const QJsonObject object = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError) {
        return makeError(ErrorCode::InvalidFile, "prices.json: " + error.errorString().toStdString());
    }
    ApiPrice price;
    for (const auto& [key, text] : {std::pair("provider", &price.provider),
                                    {"model", &price.model},
                                    {"currency", &price.currency},
                                    {"source", &price.source}}) {
        *text = object[QLatin1StringView(key)].toString();
        if (text->isEmpty()) {
            return invalid(QLatin1StringView(key), QStringLiteral("a text"));
        }
    }
    for (const auto& [key, number] :
         {std::pair("cachedInput", &price.cachedInput), {"input", &price.input}, {"output", &price.output}}) {
        *number = object[QLatin1StringView(key)].toDouble(-1);
        if (!(*number >= 0)) {
            return invalid(QLatin1StringView(key), QStringLiteral("a price for a million tokens"));
        }
    }
    price.date = QDate::fromString(object[QLatin1StringView("date")].toString(), Qt::ISODate);
    if (!price.date.isValid()) {
        return invalid(QStringLiteral("date"), QStringLiteral("year-month-day"));
    }
    return price;
}

TokenUse tokensOf(const store::AnswerStats& stats, const store::AnswerStats& before) {
    TokenUse use;
    const qint64 prompt = stats.promptTokens + before.generatedTokens;
    use.cachedInput = std::clamp<qint64>(stats.cachedTokens, 0, prompt);
    use.input = prompt - use.cachedInput;
    use.output = std::max(0, stats.generatedTokens - before.generatedTokens);
    return use;
}

double costOf(const TokenUse& tokens, const ApiPrice& price) {
    return (static_cast<double>(tokens.cachedInput) * price.cachedInput +
            static_cast<double>(tokens.input) * price.input + static_cast<double>(tokens.output) * price.output) /
           kMillion;
}

double estimatedWatts(const QString& deviceId) {
    return deviceId.isEmpty() || deviceId.startsWith(QLatin1StringView("cpu")) ? kProcessorWatts : kGpuWatts;
}

double kilowattHours(double seconds, double watts) {
    return seconds * watts / kJoulesPerKwh;
}

}  // namespace lanternfish::assistant
