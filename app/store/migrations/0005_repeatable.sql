-- A preset's seed; NULL: every answer has another one. 64 bits without a sign, kept as those of a signed number.
ALTER TABLE preset ADD COLUMN seed INTEGER;

-- How the engine calculated; NULL: not known, as of all answers until here.
ALTER TABLE answer_origin ADD COLUMN math TEXT CHECK (math IN ('exact', 'fast'));
