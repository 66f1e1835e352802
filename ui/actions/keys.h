#pragma once

#include <optional>
#include <QString>
#include <QStringList>

namespace lanternfish::actions {

/// Which keys without Ctrl, Alt and Meta an action may have, beside the function keys.
enum class BareKeys { None, Escape, Letters };

/// One combination of keys as portable text, "Ctrl+Shift+N". Empty while only modifiers are down.
QString keysOf(int key, int modifiers);

/// `keys` in this system's words.
QString shownKeys(const QString& keys);

/// Why `keys` can't be a shortcut, as a sentence for the user; nothing when they can. What typing and moving need, and
/// what edits text everywhere, is refused, but for what `bare` lets through.
std::optional<QString> problemWith(const QString& keys, BareKeys bare = BareKeys::None);

/// The usable combinations of a stored line, "Ctrl++; Ctrl+=", in the same spelling as keysOf(). The text is untrusted:
/// what is no key, is not usable, or is beyond the fourth is left out. Nothing when a line that isn't empty holds no
/// usable one.
std::optional<QStringList> readKeys(const QString& line, BareKeys bare = BareKeys::None);
QString writeKeys(const QStringList& keys);

}  // namespace lanternfish::actions
