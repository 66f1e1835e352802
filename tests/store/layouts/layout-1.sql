BEGIN;
INSERT INTO conversation VALUES (1, 'Größe & 深海', 1000, 5000, 3, NULL), (2, '', 2000, 2000, NULL, 9000);
INSERT INTO conversation VALUES (70, 'last', 3000, 3000, NULL, NULL);
INSERT INTO message VALUES
    (1, 1, NULL, 'user', 'complete', 'What is std::stop_token?', '', '', '', 'none', 1001, 0, 0, 0, 0, 0, 0, 0, 0),
    (2, 1, 1, 'assistant', 'failed', 'A to', 'thinking 海', 'The device is gone', 'nano (0123)', 'high', 1002, 1, 2, 3, 0.5, 0.25, 0.125, 4, 1.5),
    (3, 1, 1, 'assistant', 'interrupted', 'A token' || char(0) || 'x', '', '', 'nano (0123)', 'max', 1003, 9, 8, 7, 6.5, 5.5, 4.5, 3, 2.5),
    (4, 70, NULL, 'system', 'complete', '', '', '', '', 'none', 1004, 0, 0, 0, 0, 0, 0, 0, 0);
COMMIT;
