BEGIN;
INSERT INTO preset VALUES (8, 'Exact', '', 0, 1, 0, 0, 'none', 3);
INSERT INTO message VALUES
    (80, 71, NULL, 'user', 'complete', 'Found by words', '', '', '', 'none', 4001, 0, 0, 0, 0, 0, 0, 0, 0),
    (81, 71, 80, 'assistant', 'complete', 'and by trigrams', '', '', 'nano (0123)', 'none', 4002, 1, 1, 1, 1, 1, 1, 0, 0);
INSERT INTO answer_origin VALUES (81, '1.1', 'vulkan:0', 6, 0, 1, 0, 0, 9223372036854775807);
COMMIT;
