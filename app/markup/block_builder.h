#pragma once

#include <QList>
#include <QString>
#include <QStringView>

#include "app/markup/block.h"

namespace lanternfish::markup {

/// Parses one piece of Markdown that holds no top-level code fence. Code and tables inside lists become blocks of their
/// own, so that they can be coloured, scrolled and copied; the list goes on behind them with its numbering.
QList<Block> buildBlocks(QStringView markdown);

}  // namespace lanternfish::markup
