-- +goose Up
-- Whether appeals to the organisation are taken here: somebody reads them.
ALTER TABLE organisations ADD COLUMN takes_appeals boolean NOT NULL DEFAULT true;

-- A draft is an appeal that was not sent yet. What it says when it is sent stays
-- as it is: names of topic and addressee are copied.
CREATE TABLE appeals (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       bigint NOT NULL REFERENCES people,
    state           text NOT NULL DEFAULT 'draft',
    house_id        bigint REFERENCES houses,
    account_id      bigint REFERENCES accounts, -- of the author in the house, when it was sent
    place           text NOT NULL DEFAULT '', -- a territory as it was written
    topic           text NOT NULL DEFAULT '',
    topic_name      text NOT NULL DEFAULT '',
    organisation_id bigint REFERENCES organisations, -- takes it here
    authority       text NOT NULL DEFAULT '',
    addressee       text NOT NULL DEFAULT '',
    parts           text[] NOT NULL DEFAULT '{}',
    number          text NOT NULL DEFAULT '',
    changed_at      timestamptz NOT NULL,
    sent_at         timestamptz, -- or prepared
    received_on     date, -- from which its term runs
    rule            text NOT NULL DEFAULT '', -- resident, other, authority
    due_on          date,
    answered_at     timestamptz,
    origin_id       bigint REFERENCES appeals, -- the one whose answer did not help
    CHECK (house_id IS NULL OR place = ''),
    CHECK (organisation_id IS NULL OR authority = '')
);
CREATE UNIQUE INDEX appeals_draft ON appeals (person_id) WHERE state = 'draft';
CREATE INDEX appeals_person ON appeals (person_id, id);
CREATE UNIQUE INDEX appeals_number ON appeals (organisation_id, number) WHERE organisation_id IS NOT NULL AND number <> '';
CREATE INDEX appeals_organisation ON appeals (organisation_id, due_on) WHERE state <> 'draft';
CREATE INDEX appeals_due ON appeals (due_on) WHERE state IN ('sent', 'in_work', 'redirected', 'extended');

CREATE TABLE appeal_numbers (
    organisation_id bigint PRIMARY KEY REFERENCES organisations,
    last            bigint NOT NULL
);

-- What happened to an appeal, its answers among that. What is internal stays with the organisation.
CREATE TABLE appeal_events (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id       bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    kind            text NOT NULL,
    person_id       bigint REFERENCES people,
    organisation_id bigint REFERENCES organisations,
    internal        boolean NOT NULL DEFAULT false,
    text            text NOT NULL DEFAULT '',
    due_on          date,
    at              timestamptz NOT NULL
);
CREATE INDEX appeal_events_appeal ON appeal_events (appeal_id, id);

CREATE TABLE appeal_files (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    event_id  bigint REFERENCES appeal_events ON DELETE CASCADE, -- of an answer; NULL: of the appeal
    name      text NOT NULL,
    kind      text NOT NULL,
    data      bytea NOT NULL,
    at        timestamptz NOT NULL
);
ALTER TABLE appeal_files ALTER COLUMN data SET STORAGE EXTERNAL; -- such files do not get smaller
CREATE INDEX appeal_files_appeal ON appeal_files (appeal_id, id);

-- +goose Down
DROP TABLE appeal_files;
DROP TABLE appeal_events;
DROP TABLE appeal_numbers;
DROP TABLE appeals;
ALTER TABLE organisations DROP COLUMN takes_appeals;
