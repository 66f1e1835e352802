#include "ui/actions/keys.h"

#include <array>
#include <QCoreApplication>
#include <QKeySequence>

namespace lanternfish::actions {

namespace {

// No combination is longer, "Ctrl+Alt+Shift+Meta+Launch Media" included.
constexpr qsizetype kLongestLine = 256;
constexpr qsizetype kMostKeys = 4;
constexpr QLatin1StringView kSeparator("; ");

struct Keys {
    Q_DECLARE_TR_FUNCTIONS(Keys)
};

bool isModifier(int key) {
    switch (key) {
        case Qt::Key_Control:
        case Qt::Key_Shift:
        case Qt::Key_Alt:
        case Qt::Key_AltGr:
        case Qt::Key_Meta:
        case Qt::Key_Super_L:
        case Qt::Key_Super_R:
        case Qt::Key_CapsLock:
        case Qt::Key_NumLock:
        case Qt::Key_unknown:
        case 0:
            return true;
        default:
            return false;
    }
}

bool isLetterOrNamed(int key) {
    return key >= Qt::Key_Escape || key == Qt::Key_Space || QChar::isLetter(static_cast<char32_t>(key));
}

/// A key without Ctrl, Alt and Meta.
bool isAllowed(QKeyCombination combination, BareKeys bare) {
    const int key = combination.key();
    return (bare == BareKeys::Escape && key == Qt::Key_Escape) ||
           (bare == BareKeys::Letters && key < Qt::Key_Escape && QChar::isLetter(static_cast<char32_t>(key)));
}

bool editsText(const QKeySequence& sequence) {
    constexpr std::array kEditing{QKeySequence::Copy, QKeySequence::Cut,  QKeySequence::Paste,
                                  QKeySequence::Undo, QKeySequence::Redo, QKeySequence::SelectAll};
    for (const QKeySequence::StandardKey key : kEditing) {
        if (QKeySequence::keyBindings(key).contains(sequence)) {
            return true;
        }
    }
    return false;
}

std::optional<QKeySequence> parse(const QString& keys) {
    const QKeySequence sequence = QKeySequence::fromString(keys, QKeySequence::PortableText);
    if (sequence.count() != 1 || isModifier(sequence[0].key())) {
        return std::nullopt;
    }
    return sequence;
}

}  // namespace

QString keysOf(int key, int modifiers) {
    if (isModifier(key)) {
        return {};
    }
    auto used = Qt::KeyboardModifiers::fromInt(modifiers) &
                (Qt::ControlModifier | Qt::ShiftModifier | Qt::AltModifier | Qt::MetaModifier);
    // Shift was needed to get the sign itself: "+" is Shift+= on some keyboards and a key of its own on others.
    if (!isLetterOrNamed(key)) {
        used &= ~Qt::ShiftModifier;
    }
    return QKeySequence(QKeyCombination(used, static_cast<Qt::Key>(key))).toString(QKeySequence::PortableText);
}

QString shownKeys(const QString& keys) {
    return QKeySequence::fromString(keys, QKeySequence::PortableText).toString(QKeySequence::NativeText);
}

std::optional<QString> problemWith(const QString& keys, BareKeys bare) {
    const std::optional<QKeySequence> sequence = parse(keys);
    if (!sequence) {
        return Keys::tr("These are not keys of one combination.");
    }
    const QKeyCombination combination = (*sequence)[0];
    const bool functionKey = combination.key() >= Qt::Key_F1 && combination.key() <= Qt::Key_F35;
    const bool modified =
        combination.keyboardModifiers().testAnyFlags(Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (!modified && !functionKey && !isAllowed(combination, bare)) {
        return Keys::tr("%1 is needed for typing and moving. Add Ctrl or Alt, or use a function key.")
            .arg(shownKeys(keys));
    }
    if (editsText(*sequence)) {
        return Keys::tr("%1 edits text everywhere.").arg(shownKeys(keys));
    }
    return std::nullopt;
}

std::optional<QStringList> readKeys(const QString& line, BareKeys bare) {
    QStringList usable;
    if (line.isEmpty()) {
        return usable;
    }
    if (line.size() > kLongestLine) {
        return std::nullopt;
    }
    for (const QString& part : line.split(kSeparator, Qt::SkipEmptyParts)) {
        if (usable.size() == kMostKeys || problemWith(part, bare)) {
            continue;
        }
        const QString keys = parse(part)->toString(QKeySequence::PortableText);
        if (!usable.contains(keys)) {
            usable.append(keys);
        }
    }
    return usable.isEmpty() ? std::nullopt : std::optional(usable);
}

QString writeKeys(const QStringList& keys) {
    return keys.join(kSeparator);
}

}  // namespace lanternfish::actions
