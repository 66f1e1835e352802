#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>

#include "app/assistant/assistant.h"

namespace lanternfish::ui {

/// What today's answers would have cost at the API, and what electricity they took, estimated. Thread: gui.
class UsageController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    /// "Today $0.00 instead of $0.02"; empty without prices.
    Q_PROPERTY(QString todayText READ todayText NOTIFY changed)
    /// Model, prices, their date, and the electricity.
    Q_PROPERTY(QString todayDetail READ todayDetail NOTIFY changed)
    /// Settings, which may come from a file: what is not within the bounds counts as 0. 0 watts: estimated from the
    /// device; 0 as a price: money is not told.
    Q_PROPERTY(double watts READ watts WRITE setWatts NOTIFY settingsChanged)
    Q_PROPERTY(double pricePerKwh READ pricePerKwh WRITE setPricePerKwh NOTIFY settingsChanged)
    Q_PROPERTY(double mostWatts MEMBER kMostWatts CONSTANT)
    Q_PROPERTY(double highestPrice MEMBER kHighestPrice CONSTANT)
    /// ISO 4217, of pricePerKwh; set to anything else, the one of the system's country.
    Q_PROPERTY(QString currency READ currency WRITE setCurrency NOTIFY settingsChanged)
    Q_PROPERTY(double estimatedWatts READ estimatedWatts NOTIFY changed)

public:
    /// More than any one computer takes.
    static constexpr double kMostWatts = 10000;
    /// Of a kilowatt hour, in currencies of small worth too.
    static constexpr double kHighestPrice = 1e6;

    explicit UsageController(assistant::Assistant* assistant, QObject* parent = nullptr);

    QString todayText() const;
    QString todayDetail() const;
    double watts() const { return m_watts; }
    void setWatts(double watts);
    double pricePerKwh() const { return m_pricePerKwh; }
    void setPricePerKwh(double price);
    QString currency() const;
    void setCurrency(const QString& currency);
    double estimatedWatts() const;

    /// "$0.0004"; empty without prices.
    QString costText(const assistant::TokenUse& tokens) const;
    /// "about 0.3 Wh, estimated at 65 W".
    QString electricityText(double seconds) const;

signals:
    void changed();
    void settingsChanged();

private:
    assistant::Assistant* const m_assistant;
    std::optional<assistant::ApiPrice> m_price;
    double m_watts = 0;
    double m_pricePerKwh = 0;
    QString m_currency;
};

}  // namespace lanternfish::ui
