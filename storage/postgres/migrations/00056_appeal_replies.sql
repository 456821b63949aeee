-- +goose Up
-- What the author of an appeal says of the answer.
CREATE TABLE appeal_marks (
    appeal_id  bigint PRIMARY KEY REFERENCES appeals ON DELETE CASCADE,
    mark       text NOT NULL CHECK (mark IN ('yes', 'partly', 'no')),
    words      text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL
);

-- What its author adds to an appeal that was sent: written in several messages, then sent as one.
CREATE TABLE appeal_supplements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id  bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    parts      text[] NOT NULL DEFAULT '{}',
    changed_at timestamptz NOT NULL,
    sent_at    timestamptz
);
CREATE UNIQUE INDEX appeal_supplements_open ON appeal_supplements (appeal_id) WHERE sent_at IS NULL;
CREATE INDEX appeal_supplements_appeal ON appeal_supplements (appeal_id, id);

ALTER TABLE appeal_files
    ADD COLUMN supplement_id bigint REFERENCES appeal_supplements ON DELETE CASCADE; -- NULL: of the appeal, or of an answer
CREATE INDEX appeal_files_supplement ON appeal_files (supplement_id) WHERE supplement_id IS NOT NULL;

-- +goose Down
DELETE FROM appeal_files WHERE supplement_id IS NOT NULL;
ALTER TABLE appeal_files DROP COLUMN supplement_id;
DROP TABLE appeal_supplements;
DROP TABLE appeal_marks;
