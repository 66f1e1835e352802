#include "app/assistant/device_list.h"

#include <algorithm>

#include "app/assistant/device_text.h"

namespace lanternfish::assistant {

namespace {

QString nameOf(const Device& device, const std::vector<Device>& all) {
    const QString id = QString::fromStdString(device.id);
    const QString name = QString::fromStdString(device.name);
    if (name.isEmpty()) {
        return id;
    }
    return std::ranges::count(all, device.name, &Device::name) > 1 ? QStringLiteral("%1 (%2)").arg(name, id) : name;
}

}  // namespace

QList<DeviceEntry> entriesOf(const std::vector<Device>& devices) {
    QList<DeviceEntry> entries;
    for (const Device& device : devices) {
        entries.append(
            {QString::fromStdString(device.id), nameOf(device, devices), deviceNote(device), !device.problem});
    }
    return entries;
}

std::vector<Device> findDevices() {
    return listDevices();
}

}  // namespace lanternfish::assistant
