-- +goose Up
-- Quick polls in groups of neighbours. They are no meetings: nothing is decided by them.
CREATE TABLE polls (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_chat_id bigint NOT NULL REFERENCES house_chats,
    person_id     bigint NOT NULL REFERENCES people, -- who asks
    question      text NOT NULL,
    answers       text[] NOT NULL CHECK (cardinality(answers) BETWEEN 2 AND 8),
    opened_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    closed_at     timestamptz,
    tally         bigint[] NOT NULL DEFAULT '{}', -- of a closed one, in the order of its answers
    changed       boolean NOT NULL DEFAULT false -- its message is to be brought up to date
);
CREATE UNIQUE INDEX polls_open ON polls (house_chat_id) WHERE closed_at IS NULL;
CREATE INDEX polls_ends ON polls (ends_at) WHERE closed_at IS NULL;
CREATE INDEX polls_changed ON polls (id) WHERE changed;
CREATE INDEX polls_person ON polls (person_id);

-- What each flat answers, while the poll lasts: then the tally alone stays. Nobody's name is here. A flat is
-- its premises, or its account with a minus where the premises are not known.
CREATE TABLE poll_answers (
    poll_id bigint NOT NULL REFERENCES polls ON DELETE CASCADE,
    flat    bigint NOT NULL,
    answer  integer NOT NULL, -- from 1
    at      timestamptz NOT NULL,
    PRIMARY KEY (poll_id, flat)
);

-- +goose Down
DROP TABLE poll_answers;
DROP TABLE polls;
