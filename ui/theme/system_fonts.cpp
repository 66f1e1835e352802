#include "ui/theme/system_fonts.h"

#include <QFontDatabase>
#include <QFontInfo>

namespace lanternfish::theme {

QString SystemFonts::fixedFamily() const {
    // A generic name such as "monospace" is resolved here once: per-item resolution differs between render loops.
    return QFontInfo(QFontDatabase::systemFont(QFontDatabase::FixedFont)).family();
}

}  // namespace lanternfish::theme
