#include "ui/models/usage_controller.h"

#include <algorithm>
#include <QFile>
#include <QLocale>
#include <utility>

#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::ApiPrice;

namespace {

/// The file is compiled in and checked by a test.
std::optional<ApiPrice> builtInPrice() {
    QFile file(u":/lanternfish/prices.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const Result<ApiPrice> price = assistant::readPrice(file.readAll());
    return price ? std::optional(*price) : std::nullopt;
}

/// 0 for what isn't.
double within(double value, double highest) {
    return value >= 0 && value <= highest ? value : 0;
}

QString wattHoursText(double amount) {
    // Two digits of a guess; the short form of large amounts would be "1e+03".
    constexpr double kWhole = 10;
    return amount < kWhole ? QLocale().toString(amount, 'g', 2) : QLocale().toString(amount, 'f', 0);
}

bool isCurrency(const QString& text) {
    return text.size() == 3 && std::ranges::all_of(text, [](QChar c) { return c >= u'A' && c <= u'Z'; });
}

}  // namespace

UsageController::UsageController(assistant::Assistant* assistant, QObject* parent)
    : QObject(parent), m_assistant(assistant), m_price(builtInPrice()) {
    connect(&assistant->usage(), &assistant::Usage::changed, this, &UsageController::changed);
    connect(this, &UsageController::settingsChanged, this, &UsageController::changed);
}

QString UsageController::todayText() const {
    const assistant::TokenUse tokens = m_assistant->usage().today().tokens;
    if (!m_price || tokens == assistant::TokenUse())
        return {};
    constexpr double kCent = 0.01;
    const double saved = assistant::costOf(tokens, *m_price);
    const QString free = money(0, m_price->currency);
    return saved < kCent ? tr("Today %1 instead of less than %2").arg(free, money(kCent, m_price->currency))
                         : tr("Today %1 instead of %2").arg(free, money(saved, m_price->currency));
}

QString UsageController::todayDetail() const {
    if (!m_price)
        return {};
    const ApiPrice& price = *m_price;
    const auto each = [&price](double amount) { return money(amount, price.currency, 4); };
    return tr("What today's answers would have cost at the API of %1 with %2: %3 for a million tokens of input, %4 "
              "when cached, %5 for output, on %6.")
               .arg(price.provider, price.model, each(price.input), each(price.cachedInput), each(price.output),
                    QLocale().toString(price.date, QLocale::ShortFormat)) +
           u'\n' + tr("Electricity today: %1.").arg(electricityText(m_assistant->usage().today().seconds));
}

void UsageController::setWatts(double watts) {
    if (std::exchange(m_watts, within(watts, kMostWatts)) != m_watts)
        emit settingsChanged();
}

void UsageController::setPricePerKwh(double price) {
    if (std::exchange(m_pricePerKwh, within(price, kHighestPrice)) != m_pricePerKwh)
        emit settingsChanged();
}

QString UsageController::currency() const {
    if (isCurrency(m_currency))
        return m_currency;
    const QString local = QLocale::system().currencySymbol(QLocale::CurrencyIsoCode);
    return isCurrency(local) ? local : u"EUR"_s;
}

void UsageController::setCurrency(const QString& currency) {
    if (std::exchange(m_currency, currency) != currency)
        emit settingsChanged();
}

double UsageController::estimatedWatts() const {
    return assistant::estimatedWatts(m_assistant->status().deviceId);
}

QString UsageController::costText(const assistant::TokenUse& tokens) const {
    return m_price ? money(assistant::costOf(tokens, *m_price), m_price->currency, 4) : QString();
}

QString UsageController::electricityText(double seconds) const {
    const double watts = m_watts > 0 ? m_watts : estimatedWatts();
    const double kwh = assistant::kilowattHours(seconds, watts);
    constexpr double kWattHours = 1000;
    const QString energy =
        (m_watts > 0 ? tr("about %1 Wh, at %2 W as you set it") : tr("about %1 Wh, estimated at %2 W"))
            .arg(wattHoursText(kwh * kWattHours), QLocale().toString(watts, 'f', 0));
    return m_pricePerKwh > 0 ? energy + u", "_s + money(kwh * m_pricePerKwh, currency(), 4) : energy;
}

}  // namespace lanternfish::ui
