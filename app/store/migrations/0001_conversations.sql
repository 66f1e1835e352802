-- Times are milliseconds since 1970 in UTC. A leaf and a parent must belong to the conversation itself; both are checked
-- at commit, so that a whole tree can go at once.
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    leaf INTEGER,
    deleted_at INTEGER,
    FOREIGN KEY (id, leaf) REFERENCES message (conversation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    parent INTEGER CHECK (parent < id),
    role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
    status TEXT NOT NULL CHECK (status IN ('complete', 'streaming', 'interrupted', 'stopped', 'failed')),
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    thinking TEXT NOT NULL DEFAULT 'none' CHECK (thinking IN ('none', 'high', 'max')),
    created_at INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0,
    generated_tokens INTEGER NOT NULL DEFAULT 0,
    prefill_seconds REAL NOT NULL DEFAULT 0,
    decode_seconds REAL NOT NULL DEFAULT 0,
    first_token_seconds REAL NOT NULL DEFAULT 0,
    thinking_tokens INTEGER NOT NULL DEFAULT 0,
    thinking_seconds REAL NOT NULL DEFAULT 0,
    UNIQUE (conversation, id),
    FOREIGN KEY (conversation, parent) REFERENCES message (conversation, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX message_parent ON message (conversation, parent);
CREATE INDEX conversation_activity ON conversation (updated_at) WHERE deleted_at IS NULL;
CREATE INDEX message_streaming ON message (id) WHERE status = 'streaming';
