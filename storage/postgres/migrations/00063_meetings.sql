-- +goose Up
-- A general meeting of the owners of a house: its message with the five parts, and how far it has come.
CREATE TABLE meetings (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id        bigint NOT NULL REFERENCES houses,
    person_id       bigint NOT NULL REFERENCES people, -- who writes the message
    organisation_id bigint REFERENCES organisations, -- for whom; NULL: an owner writes for himself
    number          integer, -- within the house, from when it is submitted
    state           text NOT NULL DEFAULT 'draft',
    mode            text NOT NULL DEFAULT '', -- advisory, official: of the day it was submitted
    version         integer NOT NULL DEFAULT 0, -- grows with each change of the message
    -- общая информация
    kind            text NOT NULL DEFAULT '', -- annual, extraordinary
    form            text NOT NULL DEFAULT '', -- electronic, absentee, mixed
    starts_at       timestamptz,
    ends_at         timestamptz,
    held_at         timestamptz, -- when those who come meet: of the mixed form
    place           text NOT NULL DEFAULT '', -- where they meet: of the mixed form
    voting_system   text NOT NULL DEFAULT '', -- of the electronic form
    paper_order     text NOT NULL DEFAULT '', -- where and how written decisions are taken
    acquaint        text NOT NULL DEFAULT '', -- how to get acquainted with what is put to the vote
    revote          boolean NOT NULL DEFAULT false, -- a decision may be changed until the end
    -- сведения об администраторе общего собрания
    admin_kind      text NOT NULL DEFAULT '', -- self, organisation, person
    admin_name      text NOT NULL DEFAULT '',
    admin_phone     text NOT NULL DEFAULT '',
    admin_address   text NOT NULL DEFAULT '',
    admin_email     text NOT NULL DEFAULT '',
    -- review
    paper_version   integer, -- of the message whose electronic image was made; NULL: none, or uploaded
    submitted_at    timestamptz,
    filed_on        date, -- handed in where it is reviewed
    due_on          date, -- the last day of the review
    decided_at      timestamptz,
    placed_at       timestamptz,
    changed_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX meetings_number ON meetings (house_id, number);
CREATE INDEX meetings_house ON meetings (house_id, state);
CREATE INDEX meetings_person ON meetings (person_id, id);
CREATE INDEX meetings_terms ON meetings (state) WHERE state NOT IN ('draft', 'protocol', 'withdrawn');

-- Who calls it.
CREATE TABLE meeting_initiators (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id      bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    person_id       bigint REFERENCES people,
    organisation_id bigint REFERENCES organisations,
    name            text NOT NULL,
    premises        text NOT NULL DEFAULT ''
);
CREATE INDEX meeting_initiators_meeting ON meeting_initiators (meeting_id, id);

-- The agenda. The majority is that of the day on which the meeting was submitted.
CREATE TABLE meeting_questions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id     bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    number         integer NOT NULL CHECK (number BETWEEN 1 AND 9999),
    kind           text NOT NULL, -- of the table of questions
    name           text NOT NULL, -- as it is voted on
    stands         boolean NOT NULL DEFAULT false, -- its author read the warnings and let it stand
    majority_of    text NOT NULL DEFAULT '', -- all, present
    majority_num   integer NOT NULL DEFAULT 0,
    majority_den   integer NOT NULL DEFAULT 1,
    majority_over  boolean NOT NULL DEFAULT false, -- more than the share, not only as much
    majority_act   text NOT NULL DEFAULT '',
    UNIQUE (meeting_id, number) DEFERRABLE INITIALLY DEFERRED
);

-- The electronic image of the message, what is attached to questions.
CREATE TABLE meeting_files (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id  bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    question_id bigint REFERENCES meeting_questions ON DELETE CASCADE, -- NULL: the image of the message
    name        text NOT NULL,
    kind        text NOT NULL,
    data        bytea NOT NULL,
    at          timestamptz NOT NULL
);
ALTER TABLE meeting_files ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX meeting_files_meeting ON meeting_files (meeting_id, id);

-- The message as it was submitted, each time.
CREATE TABLE meeting_versions (
    meeting_id bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    version    integer NOT NULL,
    message    jsonb NOT NULL,
    paper      bytea NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, version)
);
ALTER TABLE meeting_versions ALTER COLUMN paper SET STORAGE EXTERNAL;

-- What the inspectorate has to say against a part of a version.
CREATE TABLE meeting_remarks (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    version    integer NOT NULL,
    part       text NOT NULL, -- general, admin, initiators, agenda, paper
    text       text NOT NULL,
    person_id  bigint REFERENCES people, -- who wrote it down
    at         timestamptz NOT NULL
);
CREATE INDEX meeting_remarks_meeting ON meeting_remarks (meeting_id, id);

-- What happened to a meeting.
CREATE TABLE meeting_events (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    kind       text NOT NULL,
    person_id  bigint REFERENCES people,
    text       text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL
);
CREATE INDEX meeting_events_meeting ON meeting_events (meeting_id, id);

-- +goose Down
DROP TABLE meeting_events;
DROP TABLE meeting_remarks;
DROP TABLE meeting_versions;
DROP TABLE meeting_files;
DROP TABLE meeting_questions;
DROP TABLE meeting_initiators;
DROP TABLE meetings;
