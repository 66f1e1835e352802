-- The bytes of a file lie here once, however often it is attached. An id never comes back with other bytes, so that what
-- a backup says of it stays true.
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    content BLOB NOT NULL
) STRICT;

CREATE TABLE message_attachment (
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    attachment INTEGER NOT NULL REFERENCES attachment (id),
    name TEXT NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_attachment_used ON message_attachment (attachment);

CREATE TRIGGER attachment_of_a_question BEFORE INSERT ON message_attachment
WHEN (SELECT role FROM message WHERE id = new.message) <> 'user' BEGIN
    SELECT raise(ABORT, 'only questions have attachments');
END;
CREATE TRIGGER attachment_unused AFTER DELETE ON message_attachment BEGIN
    DELETE FROM attachment WHERE id = old.attachment
        AND NOT EXISTS (SELECT 1 FROM message_attachment WHERE attachment = old.attachment);
END;

-- System prompts are long and the same for many answers.
CREATE TABLE system_prompt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    text TEXT NOT NULL
) STRICT;

-- What makes an answer again. The seed has 64 bits without a sign, kept as those of a signed number.
CREATE TABLE answer_origin (
    message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    engine_build TEXT NOT NULL,
    device TEXT NOT NULL,
    system_prompt INTEGER NOT NULL REFERENCES system_prompt (id),
    temperature REAL NOT NULL CHECK (temperature BETWEEN 0 AND 100),
    top_p REAL NOT NULL CHECK (top_p BETWEEN 0 AND 1),
    min_p REAL NOT NULL CHECK (min_p BETWEEN 0 AND 1),
    top_k INTEGER NOT NULL CHECK (top_k >= 0),
    seed INTEGER NOT NULL
) STRICT;

CREATE INDEX answer_origin_prompt ON answer_origin (system_prompt);

CREATE TRIGGER origin_of_an_answer BEFORE INSERT ON answer_origin
WHEN (SELECT role FROM message WHERE id = new.message) <> 'assistant' BEGIN
    SELECT raise(ABORT, 'only answers have an origin');
END;
CREATE TRIGGER origin_deleted AFTER DELETE ON answer_origin BEGIN
    DELETE FROM system_prompt WHERE id = old.system_prompt
        AND NOT EXISTS (SELECT 1 FROM answer_origin WHERE system_prompt = old.system_prompt);
END;
CREATE TRIGGER origin_changed AFTER UPDATE OF system_prompt ON answer_origin
WHEN new.system_prompt <> old.system_prompt BEGIN
    DELETE FROM system_prompt WHERE id = old.system_prompt
        AND NOT EXISTS (SELECT 1 FROM answer_origin WHERE system_prompt = old.system_prompt);
END;
