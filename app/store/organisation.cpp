// The part of Repository about what conversations are put in order with: folders, presets, small values.

#include <bit>
#include <format>

#include "app/store/repository.h"
#include "app/store/rows.h"
#include "app/store/words.h"

namespace lanternfish::store {

namespace {

constexpr Column kPresetColumns[] = {
    {"id", ""},     {"name", "''"}, {"system_prompt", "''"}, {"temperature", "1"}, {"top_p", "1"},
    {"min_p", "0"}, {"top_k", "0"}, {"thinking", "'none'"},  {"position", "0"},    {"seed", "NULL"}};

void bindPreset(Statement& statement, const Preset& preset) {
    statement.bind(0, utf8(preset.name))
        .bind(1, utf8(preset.systemPrompt))
        .bind(2, preset.sampling.temperature)
        .bind(3, preset.sampling.topP)
        .bind(4, preset.sampling.minP)
        .bind(5, int64_t{preset.sampling.topK})
        .bind(6, word(preset.thinking))
        .bind(7, int64_t{preset.position})
        .bind(8, preset.seed.transform([](quint64 seed) { return std::bit_cast<int64_t>(seed); }))
        .bind(9, int64_t{preset.id});
}

}  // namespace

Result<QList<Folder>> Repository::folders() {
    QList<Folder> list;
    LF_TRY(const bool there, m_database.hasTable("folder"));
    if (!there) {
        return list;
    }
    LF_TRY(Statement row,
           m_database.prepare("SELECT id, parent, name, position FROM folder ORDER BY parent, position, id"));
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        list.append({row.integer(0), optionalInteger(row, 1), fromUtf8(row.text(2)), static_cast<int>(row.integer(3))});
    }
}

Result<void> Repository::insertFolder(const Folder& folder) {
    LF_TRY(Statement statement,
           m_database.prepare("INSERT INTO folder (name, parent, position, id) VALUES (?, ?, ?, ?)"));
    statement.bind(0, utf8(folder.name))
        .bind(1, std::optional<int64_t>(folder.parent))
        .bind(2, int64_t{folder.position})
        .bind(3, int64_t{folder.id});
    return statement.run();
}

Result<void> Repository::saveFolder(const Folder& folder) {
    LF_TRY(Statement inside, m_database.prepare("WITH RECURSIVE above (id) AS (SELECT ?1 UNION SELECT folder.parent "
                                                "FROM folder JOIN above ON folder.id = above.id) "
                                                "SELECT 1 FROM above WHERE id = ?2"));
    LF_TRY(const bool cycle, inside.bind(0, std::optional<int64_t>(folder.parent)).bind(1, int64_t{folder.id}).step());
    if (cycle) {
        return makeError(ErrorCode::InvalidArgument,
                         std::format("Folder {} can't lie in folder {}, which lies in it", folder.id, *folder.parent));
    }
    LF_TRY(Statement statement,
           m_database.prepare("UPDATE folder SET name = ?, parent = ?, position = ? WHERE id = ?"));
    statement.bind(0, utf8(folder.name))
        .bind(1, std::optional<int64_t>(folder.parent))
        .bind(2, int64_t{folder.position})
        .bind(3, int64_t{folder.id});
    return changeOne(statement, "folder", folder.id);
}

Result<void> Repository::removeFolder(FolderId folder) {
    return transaction([&]() -> Result<void> {
        for (const char* sql : {"UPDATE conversation SET folder = (SELECT parent FROM folder WHERE id = ?1) "
                                "WHERE folder = ?1",
                                "UPDATE folder SET parent = (SELECT parent FROM folder WHERE id = ?1) "
                                "WHERE parent = ?1"}) {
            LF_TRY(Statement moveUp, m_database.prepare(sql));
            LF_CHECK(moveUp.bind(0, int64_t{folder}).run());
        }
        LF_TRY(Statement remove, m_database.prepare("DELETE FROM folder WHERE id = ?"));
        return changeOne(remove.bind(0, int64_t{folder}), "folder", folder);
    });
}

Result<QList<Preset>> Repository::presets() {
    QList<Preset> list;
    LF_TRY(const bool there, m_database.hasTable("preset"));
    if (!there) {
        return list;
    }
    LF_TRY(const std::string columns, m_database.columnList("preset", kPresetColumns));
    LF_TRY(Statement row, m_database.prepare(std::format("SELECT {} FROM preset ORDER BY position, id", columns)));
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return list;
        }
        Preset preset;
        preset.id = row.integer(0);
        preset.name = fromUtf8(row.text(1));
        preset.systemPrompt = fromUtf8(row.text(2));
        preset.sampling = {row.real(3), row.real(4), row.real(5), static_cast<int>(row.integer(6))};
        preset.thinking = thinkingOf(row.text(7)).value_or(ThinkingLevel::None);
        preset.position = static_cast<int>(row.integer(8));
        preset.seed = optionalInteger(row, 9).transform([](int64_t seed) { return std::bit_cast<quint64>(seed); });
        list.append(preset);
    }
}

Result<void> Repository::insertPreset(const Preset& preset) {
    LF_TRY(Statement statement,
           m_database.prepare("INSERT INTO preset (name, system_prompt, temperature, top_p, min_p, top_k, thinking, "
                              "position, seed, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    bindPreset(statement, preset);
    return statement.run();
}

Result<void> Repository::savePreset(const Preset& preset) {
    LF_TRY(Statement statement,
           m_database.prepare("UPDATE preset SET name = ?, system_prompt = ?, temperature = ?, top_p = ?, min_p = ?, "
                              "top_k = ?, thinking = ?, position = ?, seed = ? WHERE id = ?"));
    bindPreset(statement, preset);
    return changeOne(statement, "preset", preset.id);
}

Result<void> Repository::removePreset(PresetId preset) {
    LF_TRY(Statement statement, m_database.prepare("DELETE FROM preset WHERE id = ?"));
    return changeOne(statement.bind(0, int64_t{preset}), "preset", preset);
}

Result<QString> Repository::value(const QString& key) {
    LF_TRY(const bool there, m_database.hasTable("value"));
    if (!there) {
        return QString();
    }
    LF_TRY(Statement row, m_database.prepare("SELECT value FROM value WHERE key = ?"));
    LF_TRY(const bool found, row.bind(0, utf8(key)).step());
    return found ? fromUtf8(row.text(0)) : QString();
}

Result<void> Repository::setValue(const QString& key, const QString& value) {
    LF_TRY(Statement statement, m_database.prepare("INSERT INTO value (key, value) VALUES (?, ?) "
                                                   "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
    return statement.bind(0, utf8(key)).bind(1, utf8(value)).run();
}

}  // namespace lanternfish::store
