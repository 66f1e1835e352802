#include "app/exchange/json_stream.h"

#include <format>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <QDir>
#include <set>

#include "app/exchange/json_source.h"

namespace lanternfish::exchange {

namespace {

using nlohmann::json;

/// Gathers the parser's events to the values that are handed over. What it returns false for, failure() explains.
class Gatherer {
public:
    Gatherer(JsonSource& source, const JsonLimits& limits, const JsonEvents& events)
        : m_source(source), m_limits(limits), m_events(events) {}

    bool null() { return scalar(nullptr); }
    bool boolean(bool value) { return scalar(value); }
    bool number_integer(json::number_integer_t value) { return scalar(value); }
    bool number_unsigned(json::number_unsigned_t value) { return scalar(value); }
    bool number_float(json::number_float_t value, const std::string&) { return scalar(value); }
    bool string(std::string& value) { return scalar(std::move(value)); }
    bool binary(json::binary_t&) { return false; }  // JSON has none

    bool start_object(std::size_t) { return start(false); }
    bool start_array(std::size_t) { return start(true); }
    bool end_object() { return end(); }
    bool end_array() { return end(); }

    bool key(std::string& key) {
        if (m_building.empty()) {
            m_path.back().key = key;
            return m_entered.back().keys.insert(std::move(key)).second ||
                   fail("expected every key once, found it twice");
        }
        json& object = *m_building.back();
        if (object.contains(key)) {
            return fail(std::format("expected every key once, found '{}' twice", key));
        }
        m_key = std::move(key);
        return true;
    }

    bool parse_error(std::size_t, const std::string& token, const json::exception& exception) {
        if (m_source.failure()) {
            return false;
        }
        // "[json.exception.parse_error.101] parse error at line 1, column 5: what": the place is told otherwise.
        std::string_view what = exception.what();
        for (const std::string_view before : {"] ", ": "}) {
            const size_t at = what.find(before);
            what.remove_prefix(at == std::string_view::npos ? 0 : at + before.size());
        }
        return fail(std::format("expected JSON, found {} (near '{}')", what, token.substr(0, kShownToken)));
    }

    const std::optional<Error>& failure() const { return m_failure; }
    std::string where() const { return shown(m_path); }

private:
    struct Level {
        bool array = false;
        qint64 next = 0;
        std::set<std::string> keys = {};
    };

    bool fail(std::string message) {
        return fail(Error{ErrorCode::InvalidFile, std::format("{}: {}", where(), message), nullptr});
    }
    bool fail(Error error) {
        if (!m_failure) {
            m_failure = std::move(error);
        }
        return false;
    }

    /// Names the value that begins, below an entered container.
    void step() {
        if (!m_entered.empty() && m_entered.back().array) {
            m_path.back().index = m_entered.back().next++;
        }
    }

    bool start(bool array) {
        if (static_cast<int>(m_entered.size() + m_building.size()) >= m_limits.depth) {
            return fail(
                std::format("expected at most {} objects and arrays in each other, found more", m_limits.depth));
        }
        if (!m_building.empty()) {
            json* inner = place(array ? json::array() : json::object());
            if (inner == nullptr) {
                return false;
            }
            m_building.push_back(inner);
            return true;
        }
        step();
        const Result<bool> enter = m_events.enter(m_path, array);
        if (!enter) {
            return fail(enter.error());
        }
        if (*enter) {
            m_entered.push_back({.array = array});
            m_path.emplace_back();
        } else {
            m_values = 0;
            m_whole = array ? json::array() : json::object();
            m_building.push_back(&m_whole);
        }
        return true;
    }

    bool end() {
        if (!m_building.empty()) {
            m_building.pop_back();
            return !m_building.empty() || handOver(std::move(m_whole));
        }
        m_path.pop_back();
        m_entered.pop_back();
        m_source.markItem();
        const Result<void> left = m_events.left(m_path);
        return left || fail(left.error());
    }

    bool scalar(json value) {
        if (!m_building.empty()) {
            return place(std::move(value)) != nullptr;
        }
        step();
        return handOver(std::move(value));
    }

    bool handOver(json&& value) {
        m_source.markItem();
        const Result<void> taken = m_events.value(m_path, std::move(value));
        return taken || fail(taken.error());
    }

    /// Into the container that is being built. Its address holds until the container ends: only the innermost grows.
    json* place(json&& value) {
        if (++m_values > m_limits.itemValues) {
            fail(std::format("expected at most {} values in one item, found more", m_limits.itemValues));
            return nullptr;
        }
        json& outer = *m_building.back();
        if (outer.is_array()) {
            outer.push_back(std::move(value));
            return &outer.back();
        }
        json& member = outer[m_key];
        member = std::move(value);
        return &member;
    }

    static constexpr size_t kShownToken = 40;

    JsonSource& m_source;
    const JsonLimits& m_limits;
    const JsonEvents& m_events;
    JsonPath m_path;  ///< As long as m_entered: its last step names the current member or element.
    std::vector<Level> m_entered;
    json m_whole;
    std::vector<json*> m_building;
    std::string m_key;
    qint64 m_values = 0;
    std::optional<Error> m_failure;
};

}  // namespace

std::string shown(const JsonPath& path) {
    std::string text;
    for (const JsonStep& step : path) {
        if (step.index >= 0) {
            text += std::format("[{}]", step.index);
        } else if (!step.key.empty()) {
            text += (text.empty() ? "" : ".") + step.key.substr(0, 80);
        }
    }
    return text.empty() ? "the file" : text;
}

Result<void> readJson(QIODevice& device, const QString& name, const JsonLimits& limits, const JsonEvents& events,
                      const Watch& watch) {
    const std::string file = QDir::toNativeSeparators(name).toStdString();
    try {
        JsonSource source(device, limits.itemBytes, watch);
        Gatherer gatherer(source, limits, events);
        const bool read = json::sax_parse(JsonSource::Iterator(source), JsonSource::Iterator(), &gatherer);
        if (read && !source.failure()) {
            return {};
        }
        Error error =
            source.failure()     ? Error{source.failure()->code,
                                     std::format("{}: {}", gatherer.where(), source.failure()->message), nullptr}
            : gatherer.failure() ? *gatherer.failure()
                                 : Error{ErrorCode::InvalidFile, "expected JSON, found something else", nullptr};
        error.message = std::format("{}: line {}: {}", file, source.line(), error.message);
        return std::unexpected(std::move(error));
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, file + ": there is not enough memory to read one item of it");
    }
}

}  // namespace lanternfish::exchange
