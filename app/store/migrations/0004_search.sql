-- Two indexes each over messages and titles: words without case and accents, and trigrams for what has no words (code,
-- Chinese, Japanese). The text itself is not kept twice (external content). An answer that is being written is not in
-- them: it changes ten times a second and comes in when it ends. The two line ends make the last two characters of a
-- text the beginning of a trigram too, so that fragments of one and two characters are found as beginnings of trigrams.
CREATE VIEW searchable_message (id, text, reasoning) AS
    SELECT id, text || char(10, 10), reasoning || char(10, 10) FROM message WHERE status <> 'streaming';
CREATE VIEW searchable_title (id, title) AS SELECT id, title || char(10, 10) FROM conversation;

CREATE VIRTUAL TABLE message_words USING fts5 (text, reasoning, content = 'searchable_message', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2');
CREATE VIRTUAL TABLE message_trigrams USING fts5 (text, reasoning, content = 'searchable_message', content_rowid = 'id',
    tokenize = 'trigram', detail = column);
CREATE VIRTUAL TABLE title_words USING fts5 (title, content = 'searchable_title', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2');
CREATE VIRTUAL TABLE title_trigrams USING fts5 (title, content = 'searchable_title', content_rowid = 'id',
    tokenize = 'trigram', detail = column);

CREATE TRIGGER message_searched AFTER INSERT ON message WHEN new.status <> 'streaming' BEGIN
    INSERT INTO message_words (rowid, text, reasoning)
        VALUES (new.id, new.text || char(10, 10), new.reasoning || char(10, 10));
    INSERT INTO message_trigrams (rowid, text, reasoning)
        VALUES (new.id, new.text || char(10, 10), new.reasoning || char(10, 10));
END;
CREATE TRIGGER message_forgotten AFTER DELETE ON message WHEN old.status <> 'streaming' BEGIN
    INSERT INTO message_words (message_words, rowid, text, reasoning)
        VALUES ('delete', old.id, old.text || char(10, 10), old.reasoning || char(10, 10));
    INSERT INTO message_trigrams (message_trigrams, rowid, text, reasoning)
        VALUES ('delete', old.id, old.text || char(10, 10), old.reasoning || char(10, 10));
END;
-- One trigger for both halves: two of their own would run in any order.
CREATE TRIGGER message_changed AFTER UPDATE OF id, text, reasoning, status ON message
WHEN (old.status <> 'streaming' OR new.status <> 'streaming') AND (old.id <> new.id OR old.text <> new.text
    OR old.reasoning <> new.reasoning OR (old.status = 'streaming') <> (new.status = 'streaming')) BEGIN
    INSERT INTO message_words (message_words, rowid, text, reasoning)
        SELECT 'delete', old.id, old.text || char(10, 10), old.reasoning || char(10, 10)
        WHERE old.status <> 'streaming';
    INSERT INTO message_trigrams (message_trigrams, rowid, text, reasoning)
        SELECT 'delete', old.id, old.text || char(10, 10), old.reasoning || char(10, 10)
        WHERE old.status <> 'streaming';
    INSERT INTO message_words (rowid, text, reasoning)
        SELECT new.id, new.text || char(10, 10), new.reasoning || char(10, 10) WHERE new.status <> 'streaming';
    INSERT INTO message_trigrams (rowid, text, reasoning)
        SELECT new.id, new.text || char(10, 10), new.reasoning || char(10, 10) WHERE new.status <> 'streaming';
END;

CREATE TRIGGER title_searched AFTER INSERT ON conversation BEGIN
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title || char(10, 10));
    INSERT INTO title_trigrams (rowid, title) VALUES (new.id, new.title || char(10, 10));
END;
CREATE TRIGGER title_forgotten AFTER DELETE ON conversation BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.id, old.title || char(10, 10));
    INSERT INTO title_trigrams (title_trigrams, rowid, title) VALUES ('delete', old.id, old.title || char(10, 10));
END;
CREATE TRIGGER title_changed AFTER UPDATE OF id, title ON conversation
WHEN old.id <> new.id OR old.title <> new.title BEGIN
    INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', old.id, old.title || char(10, 10));
    INSERT INTO title_trigrams (title_trigrams, rowid, title) VALUES ('delete', old.id, old.title || char(10, 10));
    INSERT INTO title_words (rowid, title) VALUES (new.id, new.title || char(10, 10));
    INSERT INTO title_trigrams (rowid, title) VALUES (new.id, new.title || char(10, 10));
END;

INSERT INTO message_words (message_words) VALUES ('rebuild');
INSERT INTO message_trigrams (message_trigrams) VALUES ('rebuild');
INSERT INTO title_words (title_words) VALUES ('rebuild');
INSERT INTO title_trigrams (title_trigrams) VALUES ('rebuild');
