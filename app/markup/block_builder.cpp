#include "app/markup/block_builder.h"

#include <algorithm>
#include <QLatin1StringView>
#include <span>
#include <utility>

#include "app/markup/inline_html.h"
#include "app/markup/markdown_tree.h"

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

struct Flow {
    QString html;
    QString plain;
};

QString marker(const Node& list, uint number) {
    return list.ordered ? QString::number(number) + ". "_L1 : "- "_L1;
}

QString openingTag(bool ordered, uint start) {
    if (!ordered)
        return "<ul>"_L1;
    return start == 1 ? "<ol>"_L1 : "<ol start=\""_L1 + QString::number(start) + "\">"_L1;
}

/// How an item begins. The class makes text documents show a box in place of the bullet or number.
QString itemTag(const Node& item) {
    if (item.task == Node::Task::None)
        return u"<li>"_s;
    const QLatin1StringView state = item.task == Node::Task::Done ? "checked"_L1 : "unchecked"_L1;
    const bool hasWords = !item.children.empty() && !item.children.front().html.isEmpty();
    // Text documents leave out items without a line of their own.
    return "<li class=\""_L1 + state + (hasWords ? "\">"_L1 : "\">&#xa0;"_L1);
}

QLatin1StringView taskPlain(Node::Task task) {
    return task == Node::Task::None ? ""_L1 : task == Node::Task::Done ? "[x] "_L1 : "[ ] "_L1;
}

QString tablePlain(const Node& table) {
    QStringList lines;
    for (const Node& row : table.children) {
        QStringList cells;
        for (const Node& cell : row.children)
            cells.append(QString(cell.plain).replace(u'\t', u' ').replace(u'\n', u' '));
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

void appendLine(Flow& flow, const QString& line, const QString& indentation) {
    if (!flow.plain.isEmpty() && !flow.plain.endsWith(u'\n'))
        flow.plain += u'\n';
    flow.plain += indentation + line;
}

void appendFlow(Flow& flow, const Node& node, const QString& indentation);

void appendList(Flow& flow, const Node& list, const QString& indentation) {
    flow.html += openingTag(list.ordered, list.start);
    uint number = list.start;
    for (const Node& item : list.children) {
        flow.html += itemTag(item);
        Flow inner;
        for (const Node& child : item.children)
            appendFlow(inner, child, indentation + "  "_L1);
        if (item.type != Node::Type::Item)
            appendFlow(inner, item, indentation + "  "_L1);
        flow.html += inner.html + "</li>"_L1;
        appendLine(flow, marker(list, number++) + taskPlain(item.task) + inner.plain.trimmed(), indentation);
    }
    flow.html += list.ordered ? "</ol>"_L1 : "</ul>"_L1;
}

/// Adds `node` to running html, as quotes and list items hold it.
void appendFlow(Flow& flow, const Node& node, const QString& indentation) {
    switch (node.type) {
        case Node::Type::Paragraph:
            flow.html += flow.html.isEmpty() ? node.html : "<p>"_L1 + node.html + "</p>"_L1;
            appendLine(flow, node.plain, indentation);
            break;
        case Node::Type::Heading:
            flow.html += "<p><b>"_L1 + node.html + "</b></p>"_L1;
            appendLine(flow, node.plain, indentation);
            break;
        case Node::Type::Code:
            flow.html += "<pre>"_L1 + node.plain.toHtmlEscaped() + "</pre>"_L1;
            appendLine(flow, node.plain, indentation);
            break;
        case Node::Type::Rule:
            flow.html += "<hr/>"_L1;
            break;
        case Node::Type::Table: {
            const QString plain = tablePlain(node);
            flow.html += "<pre>"_L1 + plain.toHtmlEscaped() + "</pre>"_L1;
            appendLine(flow, plain, indentation);
            break;
        }
        case Node::Type::List:
            appendList(flow, node, indentation);
            break;
        case Node::Type::Quote: {
            Flow inner;
            for (const Node& child : node.children)
                appendFlow(inner, child, {});
            flow.html += "<blockquote>"_L1 + inner.html + "</blockquote>"_L1;
            appendLine(flow, inner.plain, indentation);
            break;
        }
        default:
            for (const Node& child : node.children)
                appendFlow(flow, child, indentation);
            break;
    }
}

bool isNumber(QStringView text) {
    const QStringView trimmed = text.trimmed();
    const bool hasDigit = std::ranges::any_of(trimmed, [](QChar c) { return c.isDigit(); });
    return hasDigit && std::ranges::all_of(trimmed, [](QChar c) {
               return c.isDigit() || QStringView(u".,%+-\u2212 $\u20ac").contains(c);
           });
}

/// Where the source leaves a column's alignment open, numbers stand right.
QString columnAlignment(const Node& table, size_t column) {
    switch (table.children.front().children[column].align) {
        case Node::Align::Left:
            return u"left"_s;
        case Node::Align::Center:
            return u"center"_s;
        case Node::Align::Right:
            return u"right"_s;
        case Node::Align::Default:
            break;
    }
    const auto body = std::span(table.children).subspan(1);
    const bool numbers = !body.empty() && std::ranges::all_of(body, [&](const Node& row) {
        return column < row.children.size() && isNumber(row.children[column].plain);
    });
    return numbers ? u"right"_s : u"left"_s;
}

Block tableBlock(const Node& table) {
    Block block{.kind = Block::Kind::Table, .plainText = tablePlain(table)};
    if (table.children.empty())
        return block;
    const size_t columns = table.children.front().children.size();
    for (size_t column = 0; column < columns; ++column)
        block.tableAlignments.append(columnAlignment(table, column));
    for (const Node& row : table.children) {
        QStringList cells;
        for (size_t column = 0; column < columns; ++column)
            cells.append(column < row.children.size() ? row.children[column].html : QString());
        if (&row == &table.children.front())
            block.tableHeader = cells;
        else
            block.tableRows.append(cells);
    }
    return block;
}

/// Writes lists as html until code or a table interrupts them: those become blocks, and what follows reopens the lists.
class ListWriter {
public:
    explicit ListWriter(QList<Block>& blocks) : m_blocks(blocks) {}

    void write(const Node& list) {
        m_levels.push_back({.ordered = list.ordered, .next = list.start});
        for (const Node& item : list.children)
            writeItem(item);
        Level& level = m_levels.back();
        if (level.tagOpen)
            m_flow.html += closing(level);
        m_levels.pop_back();
        if (m_levels.empty())
            flush();
    }

private:
    struct Level {
        bool ordered = false;
        uint next = 1;
        bool tagOpen = false;
        bool itemOpen = false;
    };

    static QString closing(const Level& level) {
        return (level.itemOpen ? "</li>"_L1 : ""_L1) + (level.ordered ? "</ol>"_L1 : "</ul>"_L1);
    }
    QString indentation(size_t level) const { return QString(2 * static_cast<qsizetype>(level), u' '); }

    void writeItem(const Node& item) {
        const size_t depth = m_levels.size();
        for (Level& level : m_levels) {
            if (!std::exchange(level.tagOpen, true))
                m_flow.html += openingTag(level.ordered, level.next);
        }
        Level& level = m_levels.back();
        m_flow.html += (level.itemOpen ? "</li>"_L1 : ""_L1) + itemTag(item);
        level.itemOpen = true;
        const QString mark = level.ordered ? QString::number(level.next++) + ". "_L1 : "- "_L1;
        appendLine(m_flow, mark + taskPlain(item.task), indentation(depth - 1));
        m_itemEmpty = true;
        if (item.type == Node::Type::Item) {
            for (const Node& child : item.children)
                writeChild(child);
        } else {
            writeChild(item);
        }
    }

    void writeChild(const Node& node) {
        if (node.type == Node::Type::List) {
            write(node);
            return;
        }
        const auto depth = static_cast<int>(m_levels.size());
        if (node.type == Node::Type::Code || node.type == Node::Type::Table) {
            flush();
            m_blocks.append(node.type == Node::Type::Table
                                ? tableBlock(node)
                                : Block{.kind = Block::Kind::Code, .plainText = node.plain, .language = node.language});
            m_blocks.back().level = depth;
            return;
        }
        Flow inner;
        appendFlow(inner, node, {});
        if (!m_levels.back().itemOpen) {
            flush();
            m_blocks.append(
                {.kind = Block::Kind::Paragraph, .html = inner.html, .plainText = inner.plain, .level = depth});
            return;
        }
        if (std::exchange(m_itemEmpty, false)) {
            m_flow.html += inner.html;
            m_flow.plain += inner.plain;
        } else {
            m_flow.html += node.type == Node::Type::Paragraph ? "<br/>"_L1 + inner.html : inner.html;
            appendLine(m_flow, inner.plain, indentation(m_levels.size()));
        }
    }

    void flush() {
        for (auto level = m_levels.rbegin(); level != m_levels.rend(); ++level) {
            if (level->tagOpen)
                m_flow.html += closing(*level);
            level->tagOpen = level->itemOpen = false;
        }
        if (!m_flow.html.isEmpty())
            m_blocks.append({.kind = Block::Kind::List, .html = m_flow.html, .plainText = m_flow.plain});
        m_flow = {};
    }

    QList<Block>& m_blocks;
    std::vector<Level> m_levels;
    Flow m_flow;
    bool m_itemEmpty = false;
};

}  // namespace

QList<Block> buildBlocks(QStringView markdown) {
    const Node document = parseMarkdown(markdown.toUtf8());
    QList<Block> blocks;
    for (const Node& node : document.children) {
        switch (node.type) {
            case Node::Type::Heading:
                blocks.append(
                    {.kind = Block::Kind::Heading, .html = node.html, .plainText = node.plain, .level = node.level});
                break;
            case Node::Type::Code:
                blocks.append({.kind = Block::Kind::Code, .plainText = node.plain, .language = node.language});
                break;
            case Node::Type::Rule:
                blocks.append({.kind = Block::Kind::Rule});
                break;
            case Node::Type::List:
                ListWriter(blocks).write(node);
                break;
            case Node::Type::Table:
                blocks.append(tableBlock(node));
                break;
            case Node::Type::Quote: {
                Flow flow;
                for (const Node& child : node.children)
                    appendFlow(flow, child, {});
                blocks.append({.kind = Block::Kind::Quote, .html = flow.html, .plainText = flow.plain});
                break;
            }
            default:
                blocks.append({.kind = Block::Kind::Paragraph, .html = node.html, .plainText = node.plain});
                break;
        }
    }
    return blocks;
}

}  // namespace lanternfish::markup
