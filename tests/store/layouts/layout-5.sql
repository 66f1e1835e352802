BEGIN;
INSERT INTO preset VALUES (9, 'Fixed', '', 1, 1, 0, 0, 'max', 4, -1);
INSERT INTO message VALUES
    (82, 71, 80, 'assistant', 'complete', 'once more', '', '', 'nano (0123)', 'none', 5001, 1, 1, 1, 1, 1, 1, 0, 0);
INSERT INTO answer_origin VALUES (82, '1.2', 'cpu', 6, 0, 1, 0, 0, 1, 'fast');
COMMIT;
