-- +goose Up
-- An answer of an organisation: it is written, perhaps signed by a second person, and sent. What was
-- sent stays as it is; the event of that moment carries its text as one.
CREATE TABLE appeal_answers (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id       bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    organisation_id bigint NOT NULL REFERENCES organisations,
    state           text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'signing', 'returned', 'sent')),
    parts           text[] NOT NULL DEFAULT '{}', -- messages, in their order
    author_id       bigint REFERENCES people, -- NULL: the command line
    signer_id       bigint REFERENCES people, -- NULL: nobody else signed
    signed_by       text NOT NULL DEFAULT '', -- as the organisation called who signed; empty: nobody
    remark          text NOT NULL DEFAULT '', -- why it came back unsigned
    changed_at      timestamptz NOT NULL,
    sent_at         timestamptz,
    event_id        bigint REFERENCES appeal_events
);
CREATE UNIQUE INDEX appeal_answers_open ON appeal_answers (appeal_id) WHERE state <> 'sent';
CREATE INDEX appeal_answers_appeal ON appeal_answers (appeal_id, id);
INSERT INTO appeal_answers (appeal_id, organisation_id, state, parts, author_id, changed_at, sent_at, event_id)
SELECT appeal_id, organisation_id, 'sent', ARRAY [text], person_id, at, at, id
FROM appeal_events
WHERE kind = 'answer' AND organisation_id IS NOT NULL
ORDER BY id;

ALTER TABLE appeal_files
    ADD COLUMN answer_id bigint REFERENCES appeal_answers ON DELETE CASCADE, -- NULL: of the appeal
    DROP COLUMN event_id;
CREATE INDEX appeal_files_answer ON appeal_files (answer_id) WHERE answer_id IS NOT NULL;

-- +goose Down
DELETE FROM appeal_files WHERE answer_id IS NOT NULL;
ALTER TABLE appeal_files
    ADD COLUMN event_id bigint REFERENCES appeal_events ON DELETE CASCADE,
    DROP COLUMN answer_id;
DROP TABLE appeal_answers;
