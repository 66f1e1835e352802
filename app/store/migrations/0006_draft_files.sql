-- Files in a composer that are not sent yet. No conversation: of the one that has no message yet.
CREATE TABLE draft_attachment (
    id INTEGER PRIMARY KEY,
    conversation INTEGER REFERENCES conversation (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    attachment INTEGER NOT NULL REFERENCES attachment (id),
    name TEXT NOT NULL
) STRICT;

CREATE INDEX draft_attachment_conversation ON draft_attachment (conversation, position);
CREATE INDEX draft_attachment_used ON draft_attachment (attachment);

-- Bytes go with the last one that has them, be it a message or a draft.
DROP TRIGGER attachment_unused;
CREATE TRIGGER attachment_unused AFTER DELETE ON message_attachment BEGIN
    DELETE FROM attachment WHERE id = old.attachment
        AND NOT EXISTS (SELECT 1 FROM message_attachment WHERE attachment = old.attachment)
        AND NOT EXISTS (SELECT 1 FROM draft_attachment WHERE attachment = old.attachment);
END;
CREATE TRIGGER attachment_not_sent AFTER DELETE ON draft_attachment BEGIN
    DELETE FROM attachment WHERE id = old.attachment
        AND NOT EXISTS (SELECT 1 FROM message_attachment WHERE attachment = old.attachment)
        AND NOT EXISTS (SELECT 1 FROM draft_attachment WHERE attachment = old.attachment);
END;
