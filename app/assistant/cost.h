#pragma once

#include <QByteArray>
#include <QDate>
#include <QString>

#include "app/store/types.h"
#include "lanternfish/error.h"

namespace lanternfish::assistant {

/// What a provider takes for a million tokens.
struct ApiPrice {
    QString provider;
    QString model;
    QString currency;  ///< ISO 4217: "USD".
    double cachedInput = 0;
    double input = 0;
    double output = 0;
    QDate date;  ///< When it was so.
    QString source;
};

/// resources/prices.json. Errors: InvalidFile, naming what is missing.
Result<ApiPrice> readPrice(const QByteArray& json);

/// Tokens as a provider would count them.
struct TokenUse {
    qint64 cachedInput = 0;
    qint64 input = 0;
    qint64 output = 0;

    bool operator==(const TokenUse&) const = default;
};

/// `before`: the figures of the part that an answer went on from, which were counted with that part.
TokenUse tokensOf(const store::AnswerStats& stats, const store::AnswerStats& before = {});

/// In the price's currency.
double costOf(const TokenUse& tokens, const ApiPrice& price);

/// What a computer takes more while it answers than when idle: a guess, as nothing measures it. 250 W for a graphics
/// card, 65 W for a processor, as their usual limits are.
double estimatedWatts(const QString& deviceId);
double kilowattHours(double seconds, double watts);

}  // namespace lanternfish::assistant
