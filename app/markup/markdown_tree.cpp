#include "app/markup/markdown_tree.h"

#include <md4c.h>

#include <QStringView>
#include <utility>

#include "app/markup/inline_html.h"

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

constexpr size_t kDeepestContainer = 12;
constexpr int kDeepestSpan = 16;

QString attributeText(const MD_ATTRIBUTE& attribute) {
    QString result;
    for (int i = 0; attribute.size > 0 && attribute.substr_offsets[i] < attribute.size; ++i) {
        const MD_OFFSET begin = attribute.substr_offsets[i];
        const MD_OFFSET end = attribute.substr_offsets[i + 1];
        const QString part = QString::fromUtf8(attribute.text + begin, end - begin);
        result += attribute.substr_types[i] == MD_TEXT_ENTITY ? decodedEntity(part) : part;
    }
    return result;
}

Node::Align alignOf(MD_ALIGN align) {
    switch (align) {
        case MD_ALIGN_LEFT:
            return Node::Align::Left;
        case MD_ALIGN_CENTER:
            return Node::Align::Center;
        case MD_ALIGN_RIGHT:
            return Node::Align::Right;
        case MD_ALIGN_DEFAULT:
            break;
    }
    return Node::Align::Default;
}

/// Receives the parser's events and keeps the path of open nodes.
class TreeBuilder {
public:
    TreeBuilder() { m_path.emplace_back(); }

    void enterBlock(MD_BLOCKTYPE type, void* detail);
    void leaveBlock(MD_BLOCKTYPE type);
    void enterSpan(MD_SPANTYPE type, void* detail);
    void leaveSpan(MD_SPANTYPE type);
    void text(MD_TEXTTYPE type, const QString& text);
    Node take() && { return std::move(m_path.front()); }

private:
    struct Span {
        MD_SPANTYPE type = MD_SPAN_EM;
        QLatin1StringView closing = {};
        QString target = {};  ///< Links and images: where they point, as the model wrote it.
        bool linked = false;
        qsizetype plainStart = 0;
    };

    Node& leaf();
    void push(Node node) { m_path.push_back(std::move(node)); }
    void pop();
    void closeImplicitParagraph();
    void closeSpan();
    void closeSpans();
    void append(QStringView text);

    std::vector<Node> m_path;
    std::vector<Span> m_spans;
    bool m_implicitParagraph = false;  ///< Items of tight lists hold their text directly; here it gets a paragraph.
    int m_skippedContainers = 0;
    int m_skippedSpans = 0;
    int m_openLinks = 0;
};

bool isContainer(MD_BLOCKTYPE type) {
    return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL || type == MD_BLOCK_LI;
}

/// Blocks that get no node: the document has one already, and rows tell head from body by their place.
bool isTransparent(MD_BLOCKTYPE type) {
    return type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY || type == MD_BLOCK_HTML;
}

Node nodeFor(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
        case MD_BLOCK_QUOTE:
            return {.type = Node::Type::Quote};
        case MD_BLOCK_UL:
            return {.type = Node::Type::List};
        case MD_BLOCK_OL:
            return {.type = Node::Type::List,
                    .ordered = true,
                    .start = static_cast<const MD_BLOCK_OL_DETAIL*>(detail)->start};
        case MD_BLOCK_LI: {
            const auto& item = *static_cast<const MD_BLOCK_LI_DETAIL*>(detail);
            const Node::Task task = item.task_mark == ' ' ? Node::Task::Open : Node::Task::Done;
            return {.type = Node::Type::Item, .task = item.is_task ? task : Node::Task::None};
        }
        case MD_BLOCK_HR:
            return {.type = Node::Type::Rule};
        case MD_BLOCK_H:
            return {.type = Node::Type::Heading,
                    .level = static_cast<int>(static_cast<const MD_BLOCK_H_DETAIL*>(detail)->level)};
        case MD_BLOCK_CODE:
            return {.type = Node::Type::Code,
                    .language = sanitized(attributeText(static_cast<const MD_BLOCK_CODE_DETAIL*>(detail)->lang))};
        case MD_BLOCK_TABLE:
            return {.type = Node::Type::Table};
        case MD_BLOCK_TR:
            return {.type = Node::Type::Row};
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            return {.type = Node::Type::Cell, .align = alignOf(static_cast<const MD_BLOCK_TD_DETAIL*>(detail)->align)};
        default:
            return {.type = Node::Type::Paragraph};
    }
}

void TreeBuilder::pop() {
    closeSpans();
    Node node = std::move(m_path.back());
    m_path.pop_back();
    m_path.back().children.push_back(std::move(node));
}

void TreeBuilder::closeImplicitParagraph() {
    if (std::exchange(m_implicitParagraph, false))
        pop();
}

void TreeBuilder::enterBlock(MD_BLOCKTYPE type, void* detail) {
    if (isTransparent(type))
        return;
    closeImplicitParagraph();
    if (isContainer(type) && (m_skippedContainers > 0 || m_path.size() > kDeepestContainer)) {
        ++m_skippedContainers;
        return;
    }
    push(nodeFor(type, detail));
}

void TreeBuilder::leaveBlock(MD_BLOCKTYPE type) {
    if (isTransparent(type))
        return;
    closeImplicitParagraph();
    if (isContainer(type) && m_skippedContainers > 0) {
        --m_skippedContainers;
        return;
    }
    Node& node = m_path.back();
    if (node.type == Node::Type::Code && node.plain.endsWith(u'\n'))
        node.plain.chop(1);
    pop();
}

Node& TreeBuilder::leaf() {
    const Node::Type type = m_path.back().type;
    if (type == Node::Type::Document || type == Node::Type::Item || type == Node::Type::Quote ||
        type == Node::Type::List) {
        push({.type = Node::Type::Paragraph});
        m_implicitParagraph = true;
    }
    return m_path.back();
}

void TreeBuilder::append(QStringView text) {
    Node& node = leaf();
    if (node.type != Node::Type::Code)
        node.html += escapedHtml(text);
    node.plain += sanitized(text);
}

void TreeBuilder::enterSpan(MD_SPANTYPE type, void* detail) {
    if (m_skippedSpans > 0 || m_spans.size() >= kDeepestSpan) {
        ++m_skippedSpans;
        return;
    }
    Node& node = leaf();
    Span span{.type = type, .plainStart = node.plain.size()};
    switch (type) {
        case MD_SPAN_EM:
            node.html += "<i>"_L1;
            span.closing = "</i>"_L1;
            break;
        case MD_SPAN_STRONG:
            node.html += "<b>"_L1;
            span.closing = "</b>"_L1;
            break;
        case MD_SPAN_DEL:
            node.html += "<s>"_L1;
            span.closing = "</s>"_L1;
            break;
        case MD_SPAN_CODE:
            node.html += "<code>"_L1;
            span.closing = "</code>"_L1;
            break;
        case MD_SPAN_A:
        case MD_SPAN_IMG: {
            span.target = attributeText(type == MD_SPAN_A ? static_cast<const MD_SPAN_A_DETAIL*>(detail)->href
                                                          : static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src);
            const QString safe = safeTarget(span.target);
            if (!safe.isEmpty() && m_openLinks == 0) {
                node.html += "<a href=\""_L1 + safe.toHtmlEscaped() + "\">"_L1;
                span.target = safe;
                span.closing = "</a>"_L1;
                span.linked = true;
                ++m_openLinks;
            }
            break;
        }
        default:
            break;
    }
    m_spans.push_back(std::move(span));
}

void TreeBuilder::leaveSpan(MD_SPANTYPE type) {
    if (m_skippedSpans > 0)
        --m_skippedSpans;
    // For some broken links the parser leaves spans that it never entered.
    else if (!m_spans.empty() && m_spans.back().type == type)
        closeSpan();
}

void TreeBuilder::closeSpans() {
    m_skippedSpans = 0;
    while (!m_spans.empty())
        closeSpan();
}

void TreeBuilder::closeSpan() {
    const Span span = std::move(m_spans.back());
    m_spans.pop_back();
    Node& node = m_path.back();
    if (span.type == MD_SPAN_IMG && node.plain.size() == span.plainStart)
        append(u"image");
    node.html += span.closing;
    if (span.linked)
        --m_openLinks;
    if (span.target.isEmpty())
        return;
    // A link says where it goes, so that its words can't promise another place than its target.
    const QString words = node.plain.sliced(span.plainStart);
    if (words == span.target || "mailto:"_L1 + words == span.target || "http://"_L1 + words == span.target)
        return;
    append(" ("_L1 + span.target + u')');
}

void TreeBuilder::text(MD_TEXTTYPE type, const QString& text) {
    switch (type) {
        case MD_TEXT_NULLCHAR:
            append(u"\ufffd");
            break;
        case MD_TEXT_BR:
        case MD_TEXT_SOFTBR:
            // Models don't wrap lines: a line break they write is one they mean.
            append(u"\n");
            break;
        case MD_TEXT_ENTITY:
            append(decodedEntity(text));
            break;
        default:
            append(text);
            break;
    }
}

}  // namespace

Node parseMarkdown(const QByteArray& utf8) {
    MD_PARSER parser{};
    // No raw HTML, and no code by indentation: models fence their code and indent for other reasons.
    parser.flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* builder) {
        static_cast<TreeBuilder*>(builder)->enterBlock(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* builder) {
        static_cast<TreeBuilder*>(builder)->leaveBlock(type);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* builder) {
        static_cast<TreeBuilder*>(builder)->enterSpan(type, detail);
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* builder) {
        static_cast<TreeBuilder*>(builder)->leaveSpan(type);
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* builder) {
        static_cast<TreeBuilder*>(builder)->text(type, QString::fromUtf8(text, size));
        return 0;
    };
    TreeBuilder builder;
    md_parse(utf8.constData(), static_cast<MD_SIZE>(utf8.size()), &parser, &builder);
    return std::move(builder).take();
}

}  // namespace lanternfish::markup
