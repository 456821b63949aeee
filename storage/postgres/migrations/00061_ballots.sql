-- +goose Up
-- The votes of a meeting, as they were frozen when it started. meeting_id is the key of meetings, whose table
-- is younger than this one.
CREATE TABLE ballot_boxes (
    meeting_id bigint PRIMARY KEY,
    house_id   bigint NOT NULL REFERENCES houses,
    meeting    jsonb NOT NULL, -- the term, the mode and the questions
    header     jsonb NOT NULL, -- what is published before the first vote
    secret     bytea NOT NULL, -- pseudonyms are made with it
    total      text NOT NULL,  -- m², a fraction
    seq        bigint NOT NULL DEFAULT 0,
    head       bytea NOT NULL,
    opened_at  timestamptz NOT NULL
);

CREATE TABLE ballot_voters (
    meeting_id  bigint NOT NULL REFERENCES ballot_boxes,
    holding     bigint NOT NULL, -- the first of its rights
    premises_id bigint NOT NULL REFERENCES premises,
    share       text NOT NULL, -- a fraction
    weight      text NOT NULL, -- m², a fraction
    pseudonym   text NOT NULL,
    PRIMARY KEY (meeting_id, holding)
);

CREATE TABLE ballot_members (
    meeting_id bigint NOT NULL,
    owner_id   bigint NOT NULL REFERENCES owners,
    holding    bigint NOT NULL,
    PRIMARY KEY (meeting_id, owner_id, holding),
    FOREIGN KEY (meeting_id, holding) REFERENCES ballot_voters
);

CREATE TABLE ballots (
    meeting_id  bigint NOT NULL,
    seq         bigint NOT NULL, -- in the order of acceptance, from 1
    holding     bigint NOT NULL,
    owner_id    bigint NOT NULL REFERENCES owners, -- who decided, or for whom it was decided
    channel     text NOT NULL, -- electronic, paper
    answers     text[] NOT NULL, -- one a question
    at          timestamptz NOT NULL,
    received_at timestamptz, -- when a paper was handed in
    person_id   bigint REFERENCES people, -- who tapped, or entered the paper; NULL: the command line
    document    text NOT NULL DEFAULT '', -- of a representative
    nonce       bytea NOT NULL,
    stands      boolean NOT NULL DEFAULT true, -- false: the voter voted anew
    PRIMARY KEY (meeting_id, seq),
    FOREIGN KEY (meeting_id, holding) REFERENCES ballot_voters
);
CREATE UNIQUE INDEX ballots_standing ON ballots (meeting_id, holding, channel) WHERE stands;
CREATE INDEX ballots_person ON ballots (person_id);

-- What is published of each ballot.
CREATE TABLE ballot_chain (
    meeting_id bigint NOT NULL,
    seq        bigint NOT NULL,
    prev       bytea NOT NULL,
    commitment bytea NOT NULL,
    hash       bytea NOT NULL,
    PRIMARY KEY (meeting_id, seq),
    FOREIGN KEY (meeting_id, seq) REFERENCES ballots
);

-- Paper decisions, as they were handed in.
CREATE TABLE ballot_files (
    meeting_id bigint NOT NULL,
    seq        bigint NOT NULL,
    name       text NOT NULL,
    kind       text NOT NULL,
    data       bytea NOT NULL,
    PRIMARY KEY (meeting_id, seq),
    FOREIGN KEY (meeting_id, seq) REFERENCES ballots
);
ALTER TABLE ballot_files ALTER COLUMN data SET STORAGE EXTERNAL;

-- +goose Down
DROP TABLE ballot_files;
DROP TABLE ballot_chain;
DROP TABLE ballots;
DROP TABLE ballot_members;
DROP TABLE ballot_voters;
DROP TABLE ballot_boxes;
