-- +goose Up
-- An address that was not confirmed is not the person's: it stays in email_codes.
ALTER TABLE people
    ADD COLUMN email              text,
    ADD COLUMN email_confirmed_at timestamptz,
    ADD CONSTRAINT people_email CHECK ((email IS NULL) = (email_confirmed_at IS NULL));

-- The code that a person was sent last.
CREATE TABLE email_codes (
    person_id bigint PRIMARY KEY REFERENCES people,
    address   text NOT NULL,
    salt      text NOT NULL,
    code_hash bytea NOT NULL,
    tries     integer NOT NULL DEFAULT 0,
    asked_at  timestamptz NOT NULL
);

-- Letters. What a row knows of its address goes when the person takes it back;
-- the digest counts letters to an address for a day whatever becomes of it.
CREATE TABLE mails (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   bigint NOT NULL REFERENCES people,
    address     text NOT NULL,
    address_key bytea NOT NULL,
    kind        text NOT NULL,
    subject     text NOT NULL, -- what it tells of: a kind tells of it once
    args        jsonb NOT NULL,
    state       text NOT NULL DEFAULT 'waiting', -- waiting, trying, sent, failed
    attempts    integer NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL,
    taken_by    text NOT NULL DEFAULT '',
    taken_until timestamptz,
    reason      text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL,
    sent_at     timestamptz,
    UNIQUE (kind, subject)
);
CREATE INDEX mails_due ON mails (due_at) WHERE state IN ('waiting', 'trying');
CREATE INDEX mails_person ON mails (person_id, created_at);
CREATE INDEX mails_address ON mails (address_key, created_at) WHERE kind = 'code';

-- +goose Down
DROP TABLE mails;
DROP TABLE email_codes;
ALTER TABLE people
    DROP COLUMN email,
    DROP COLUMN email_confirmed_at;
