#include "ui/models/preset_list_model.h"

#include <algorithm>

#include "ui/models/wording.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using assistant::History;

namespace {

/// Above it text falls apart; providers stop there too.
constexpr double kHighestTemperature = 2;
constexpr int kHighestTopK = 1000;

store::Preset withValues(store::Preset preset, const QVariantMap& values) {
    const auto number = [&values](const QString& key, double now, double low, double high) {
        bool valid = false;
        const double given = values.value(key).toDouble(&valid);
        return valid ? std::clamp(given, low, high) : now;
    };
    preset.name = values.value(u"name"_s, preset.name).toString().simplified();
    preset.systemPrompt = values.value(u"systemPrompt"_s, preset.systemPrompt).toString();
    preset.thinking = thinkingLevel(values.value(u"thinking"_s, thinkingName(preset.thinking)).toString());
    store::Sampling& sampling = preset.sampling;
    sampling.temperature = number(u"temperature"_s, sampling.temperature, 0, kHighestTemperature);
    sampling.topP = number(u"topP"_s, sampling.topP, 0, 1);
    sampling.minP = number(u"minP"_s, sampling.minP, 0, 1);
    sampling.topK = static_cast<int>(number(u"topK"_s, sampling.topK, 0, kHighestTopK));
    // As text: a number of QML is not exact beyond 2^53.
    if (values.contains(u"seed"_s)) {
        const QString digits = values.value(u"seed"_s).toString();
        bool valid = false;
        const quint64 seed = digits.toULongLong(&valid);
        if (valid || digits.isEmpty())
            preset.seed = valid ? std::optional(seed) : std::nullopt;
    }
    return preset;
}

}  // namespace

PresetListModel::PresetListModel(History* history, QObject* parent)
    : QAbstractListModel(parent), m_history(history), m_presets(history->presets()) {
    connect(history, &History::opened, this, &PresetListModel::read);
    connect(history, &History::presetsChanged, this, &PresetListModel::read);
}

void PresetListModel::read() {
    beginResetModel();
    m_presets = m_history->presets();
    endResetModel();
    emit countChanged();
}

int PresetListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_presets.size());
}

QVariant PresetListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const store::Preset& preset = m_presets[index.row()];
    switch (role) {
        case PresetId:
            return static_cast<double>(preset.id);
        case Qt::DisplayRole:
        case Name:
            return preset.name;
        case SystemPrompt:
            return preset.systemPrompt;
        case Thinking:
            return thinkingName(preset.thinking);
        case Temperature:
            return preset.sampling.temperature;
        case TopP:
            return preset.sampling.topP;
        case MinP:
            return preset.sampling.minP;
        case TopK:
            return preset.sampling.topK;
        case Seed:
            return preset.seed ? QString::number(*preset.seed) : QString();
        default:
            return {};
    }
}

QHash<int, QByteArray> PresetListModel::roleNames() const {
    return {{PresetId, "presetId"},
            {Name, "name"},
            {SystemPrompt, "systemPrompt"},
            {Thinking, "thinking"},
            {Temperature, "temperature"},
            {TopP, "topP"},
            {MinP, "minP"},
            {TopK, "topK"},
            {Seed, "seed"}};
}

QVariantMap PresetListModel::get(double preset) const {
    const auto found = std::ranges::find(m_presets, static_cast<store::PresetId>(preset), &store::Preset::id);
    QVariantMap values;
    if (found == m_presets.end())
        return values;
    const QModelIndex at = index(static_cast<int>(found - m_presets.begin()));
    const QHash<int, QByteArray> names = roleNames();
    for (auto name = names.cbegin(); name != names.cend(); ++name)
        values.insert(QString::fromLatin1(*name), data(at, name.key()));
    return values;
}

double PresetListModel::add(const QVariantMap& values) {
    const store::Preset preset = withValues({}, values);
    return preset.name.isEmpty() ? 0 : static_cast<double>(m_history->addPreset(preset));
}

void PresetListModel::change(double preset, const QVariantMap& values) {
    const store::Preset* known = m_history->preset(static_cast<store::PresetId>(preset));
    if (known == nullptr)
        return;
    const store::Preset changed = withValues(*known, values);
    if (!changed.name.isEmpty())
        m_history->savePreset(changed);
}

void PresetListModel::remove(double preset) {
    m_history->removePreset(static_cast<store::PresetId>(preset));
}

}  // namespace lanternfish::ui
