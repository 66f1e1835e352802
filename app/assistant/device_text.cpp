#include "app/assistant/device_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "app/assistant/failure.h"

namespace lanternfish::assistant {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(DeviceText)
};

QString textOf(const Version& version) {
    return QStringLiteral("%1.%2").arg(version.major).arg(version.minor);
}

QString joined(const std::vector<std::string>& parts) {
    QStringList list;
    for (const std::string& each : parts) {
        list.append(QString::fromStdString(each));
    }
    return list.join(QStringLiteral(", "));
}

QString sizeText(uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

QString sentence(QString text) {
    while (text.endsWith(u'.') || text.endsWith(u' ')) {
        text.chop(1);
    }
    return text + u'.';
}

/// A sentence about the problem alone.
struct SentenceOf {
    QString operator()(const Error& error) const { return sentence(failureText(Failure(error))); }
    QString operator()(const OldComputeCapability& old) const {
        return Words::tr("Its compute capability is %1, needed is %2 (GeForce 16 and 20 or newer).")
            .arg(textOf(old.found), textOf(old.needed));
    }
    QString operator()(const ForbiddenCompute&) const { return Words::tr("Its compute mode forbids computing."); }
    QString operator()(const OldCudaDriver& old) const {
        return Words::tr("The NVIDIA driver supports CUDA %1, needed is CUDA %2 (driver 580 or newer).")
            .arg(textOf(old.found), QString::number(old.needed.major));
    }
    QString operator()(const OldVulkanDriver& old) const {
        return Words::tr("Its driver is older than Vulkan %1.").arg(textOf(old.needed));
    }
    QString operator()(const FewShaderBuffers& few) const {
        return Words::tr("Its shaders see %1 buffers, needed are %2.").arg(few.found).arg(few.needed);
    }
    QString operator()(const SmallWorkgroups& small) const {
        return Words::tr("Its workgroups have %1 invocations, needed are %2.").arg(small.found).arg(small.needed);
    }
    QString operator()(const NoComputeQueue&) const { return Words::tr("It has no queue that computes."); }
    QString operator()(const NotEnoughMemory& memory) const {
        return Words::tr("It does not have enough memory: the model needs %1, and %2 of its %3 are free.")
            .arg(sizeText(memory.needed), sizeText(memory.free), sizeText(memory.total));
    }
    QString operator()(const WrongResults& wrong) const {
        return Words::tr("It computed wrongly in the self check (%1).").arg(joined(wrong.ops));
    }
    QString operator()(const FailedSelfCheck& failed) const {
        const QString details = QString::fromStdString(describe(failed.error));
        const QString where =
            failed.op.empty() ? details : QStringLiteral("%1: %2").arg(QString::fromStdString(failed.op), details);
        return sentence(Words::tr("Its self check failed. Details: %1").arg(where));
    }
    QString operator()(const RanOutOfMemory&) const { return Words::tr("It ran out of memory."); }
    QString operator()(const StoppedAnswering&) const { return Words::tr("It stopped answering."); }
};

QString sentenceOf(const DeviceProblem& problem) {
    return std::visit(SentenceOf{}, problem);
}

bool isProcessor(const Device& device) {
    return device.backend == "cpu";
}

/// Not of the processor, which has no name in sentences.
QString nameOf(const Device& device) {
    const QString id = QString::fromStdString(device.id);
    return device.name.empty() ? id : QStringLiteral("%1 %2").arg(id, QString::fromStdString(device.name));
}

QString whyThere(const DeviceReason& reason) {
    using enum DeviceReason::Kind;
    const auto better = [] { return Words::tr("A graphics card with a Vulkan 1.2 driver would be faster."); };
    switch (reason.kind) {
        case Named:
            return isProcessor(reason.device) ? Words::tr("On the processor, as chosen.")
                                              : Words::tr("On %1, as chosen.").arg(nameOf(reason.device));
        case Graphics:
            return Words::tr("On %1, a graphics processor.").arg(nameOf(reason.device));
        case NoVulkan:
            return Words::tr("On the processor: this build has no Vulkan. One with it could use a graphics card.");
        case NoGraphics:
            return Words::tr("On the processor: there is no Vulkan device.") + u' ' + better();
        case SoftwareOnly:
            return Words::tr("On the processor: the only Vulkan device is software (%1).")
                       .arg(joined(reason.software)) +
                   u' ' + better();
        case NothingBetter:
            return Words::tr("On the processor.");  // What is wrong with the others follows.
        case NothingLeft:
            break;
    }
    return Words::tr("No device is left that can run the model.");
}

}  // namespace

QString deviceNote(const Device& device) {
    const DeviceDetails& details = device.details;
    QStringList facts;
    const auto add = [&facts](const std::string& fact) {
        if (!fact.empty()) {
            facts.append(QString::fromStdString(fact));
        }
    };
    add(details.instructionSet);
    if (details.threads > 0) {
        facts.append(Words::tr("%n thread(s)", nullptr, static_cast<int>(details.threads)));
    }
    add(details.api);
    add(details.driver);
    if (details.software) {
        facts.append(Words::tr("in software"));
    }
    if (details.computeCapability) {
        facts.append(Words::tr("compute capability %1").arg(textOf(*details.computeCapability)));
    }
    QStringList parts;
    if (!facts.isEmpty()) {
        parts.append(facts.join(QStringLiteral(", ")));
    }
    if (details.features) {
        QString used = details.features->empty() ? Words::tr("uses nothing beyond the least")
                                                 : Words::tr("uses %1").arg(joined(*details.features));
        if (details.subgroupSize > 0) {
            used += u' ' + Words::tr("(subgroups of %1)").arg(details.subgroupSize);
        }
        parts.append(used);
    }
    if (!details.cublas.empty()) {
        parts.append(QStringLiteral("cuBLAS %1").arg(QString::fromStdString(details.cublas)));
    }
    if (details.withoutCublas) {
        parts.append(Words::tr("without cuBLAS: %1").arg(QString::fromStdString(describe(*details.withoutCublas))));
    }
    const QString text = parts.join(QStringLiteral("; "));
    if (!device.problem) {
        return text;
    }
    const QString why = sentenceOf(*device.problem);
    return text.isEmpty() ? why : QStringLiteral("%1. %2 %3").arg(text, Words::tr("Not used."), why);
}

QString deviceReason(const DeviceReason& reason) {
    QStringList sentences{whyThere(reason)};
    for (const Device& each : reason.unusable) {
        sentences.append(Words::tr("%1 can't be used.").arg(nameOf(each)) + u' ' + sentenceOf(*each.problem));
    }
    for (const FailedDevice& each : reason.skipped) {
        const QString what = isProcessor(each.device) ? Words::tr("The processor was skipped.")
                                                      : Words::tr("%1 was skipped.").arg(nameOf(each.device));
        sentences.append(what + u' ' + sentenceOf(each.problem));
    }
    return sentences.join(u' ');
}

QString loadingText(const LoadProgress& progress) {
    const QString name = QString::fromStdString(progress.device.name);
    switch (progress.phase) {
        case LoadProgress::Phase::SelfCheck:
            return Words::tr("Checking %1 before its first use: %L2 of %L3")
                .arg(name)
                .arg(progress.done)
                .arg(progress.total);
        case LoadProgress::Phase::Weights:
            return Words::tr("Loading model: %L1 of %L2 layers").arg(progress.done).arg(progress.total);
        case LoadProgress::Phase::Model:
            break;
    }
    return Words::tr("Loading model");
}

QString loadingHint(const LoadProgress& progress) {
    if (progress.phase != LoadProgress::Phase::SelfCheck) {
        return {};
    }
    return Words::tr(
               "Before its first use, %1 is checked for correct results. This can take minutes. It is done once "
               "for each device and driver.")
        .arg(QString::fromStdString(progress.device.name));
}

}  // namespace lanternfish::assistant
