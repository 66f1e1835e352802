CREATE TABLE folder (
    id INTEGER PRIMARY KEY,
    parent INTEGER REFERENCES folder (id),
    name TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX folder_parent ON folder (parent, position);

-- A folder never lies inside itself, over however many others.
CREATE TRIGGER folder_inserted BEFORE INSERT ON folder WHEN new.parent = new.id BEGIN
    SELECT raise(ABORT, 'a folder inside itself');
END;
CREATE TRIGGER folder_moved BEFORE UPDATE OF id, parent ON folder WHEN new.parent IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a folder inside itself') WHERE new.id <> old.id OR EXISTS (
        WITH RECURSIVE above (id) AS (
            SELECT new.parent UNION SELECT folder.parent FROM folder JOIN above ON folder.id = above.id)
        SELECT 1 FROM above WHERE above.id = new.id);
END;

-- top_k counts tokens, 0 is off; the others are as in the sampler. A temperature beyond 100 draws evenly anyway.
CREATE TABLE preset (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    system_prompt TEXT NOT NULL DEFAULT '',
    temperature REAL NOT NULL DEFAULT 1 CHECK (temperature BETWEEN 0 AND 100),
    top_p REAL NOT NULL DEFAULT 1 CHECK (top_p BETWEEN 0 AND 1),
    min_p REAL NOT NULL DEFAULT 0 CHECK (min_p BETWEEN 0 AND 1),
    top_k INTEGER NOT NULL DEFAULT 0 CHECK (top_k >= 0),
    thinking TEXT NOT NULL DEFAULT 'none' CHECK (thinking IN ('none', 'high', 'max')),
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

ALTER TABLE conversation ADD COLUMN folder INTEGER REFERENCES folder (id);
ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE conversation ADD COLUMN preset INTEGER REFERENCES preset (id) ON DELETE SET NULL;
ALTER TABLE conversation ADD COLUMN draft TEXT NOT NULL DEFAULT '';

CREATE INDEX conversation_folder ON conversation (folder) WHERE folder IS NOT NULL;
CREATE INDEX conversation_preset ON conversation (preset) WHERE preset IS NOT NULL;

-- What belongs to the history and has no table of its own. Keys of the store itself begin with 'store.'.
CREATE TABLE value (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
