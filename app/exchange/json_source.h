#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <QByteArray>
#include <QIODevice>
#include <string>

#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// The bytes of a device for a parser that takes iterators. Ends early, with failure() set, when the device fails, the
/// caller's stop token fires or more than the limit is read between two calls of markItem().
class JsonSource {
public:
    JsonSource(QIODevice& device, qint64 itemBytes, const Watch& watch)
        : m_device(device), m_itemBytes(itemBytes), m_watch(watch) {
        refill();
    }

    bool atEnd() const { return m_position == m_buffer.size(); }
    char current() const { return m_buffer[m_position]; }
    void advance() {
        if (++m_position == m_buffer.size()) {
            refill();
        }
    }

    void markItem() { m_itemBegin = m_offset + m_position; }
    /// Counts from 1.
    qint64 line() const { return m_lines + std::count(m_buffer.begin(), m_buffer.begin() + m_position, '\n') + 1; }
    const std::optional<Error>& failure() const { return m_failure; }

    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = char;
        using difference_type = std::ptrdiff_t;
        using pointer = const char*;
        using reference = char;

        Iterator() = default;
        explicit Iterator(JsonSource& source) : m_source(&source) {}
        char operator*() const { return m_source->current(); }
        Iterator& operator++() {
            m_source->advance();
            return *this;
        }
        Iterator operator++(int) = delete;  ///< All copies share one position.
        /// Only comparing with the end makes sense.
        bool operator==(const Iterator& other) const { return ended() == other.ended(); }

    private:
        bool ended() const { return m_source == nullptr || m_source->atEnd(); }
        JsonSource* m_source = nullptr;
    };

private:
    void refill() {
        m_lines += std::count(m_buffer.begin(), m_buffer.end(), '\n');
        m_offset += m_buffer.size();
        m_position = 0;
        m_buffer.resize(0);
        if (m_failure) {
            return;
        }
        if (const Result<void> going = m_watch.goOn("Import"); !going) {
            m_failure = going.error();
        } else if (m_offset - m_itemBegin > m_itemBytes) {
            m_failure =
                Error{ErrorCode::InvalidFile,
                      "expected at most " + std::to_string(m_itemBytes) + " bytes in one item, found more", nullptr};
        } else {
            read();
        }
    }

    void read() {
        m_watch.tell(m_offset, std::max(m_offset, m_device.size()));
        m_buffer.resize(kBufferBytes);
        const qint64 size = m_device.read(m_buffer.data(), kBufferBytes);
        if (size < 0) {
            m_failure = Error{ErrorCode::Io, "can't be read: " + m_device.errorString().toStdString(), nullptr};
        }
        m_buffer.resize(std::max(qint64{0}, size));
    }

    static constexpr qint64 kBufferBytes = 256 << 10;

    QIODevice& m_device;
    qint64 m_itemBytes;
    const Watch& m_watch;
    QByteArray m_buffer;
    qsizetype m_position = 0;
    qint64 m_offset = 0;  ///< Of the buffer in the device.
    qint64 m_lines = 0;   ///< Line feeds before the buffer.
    qint64 m_itemBegin = 0;
    std::optional<Error> m_failure;
};

}  // namespace lanternfish::exchange
