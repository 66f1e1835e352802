BEGIN;
INSERT INTO folder VALUES (1, NULL, 'Work', 0), (2, 1, 'Deep', 1);
INSERT INTO preset VALUES (3, 'Terse', 'Be brief.', 0.5, 0.9, 0.05, 40, 'high', 2);
INSERT INTO conversation VALUES (71, 'in a folder', 3000, 3000, NULL, NULL, 2, 1, 1, 3, 'half a thou');
INSERT INTO value VALUES ('draft', 'words');
COMMIT;
