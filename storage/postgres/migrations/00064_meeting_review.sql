-- +goose Up
-- The majority is one of those of internal/ballot.
ALTER TABLE meeting_questions
    DROP COLUMN majority_of,
    DROP COLUMN majority_num,
    DROP COLUMN majority_den,
    DROP COLUMN majority_over,
    ADD COLUMN majority text NOT NULL DEFAULT '';
COMMENT ON COLUMN meetings.paper_version IS 'the version of the message when its electronic image was made or uploaded; NULL: there is none';

-- People who review messages for the inspectorate of a region. Who leaves stays as history.
CREATE TABLE inspectors (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL REFERENCES people,
    region     text NOT NULL, -- as houses have it
    name       text NOT NULL DEFAULT '',
    since      timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE UNIQUE INDEX inspectors_live ON inspectors (person_id, region) WHERE removed_at IS NULL;
CREATE INDEX inspectors_region ON inspectors (region) WHERE removed_at IS NULL;

-- Of a token its hash alone is known.
CREATE TABLE inspector_invites (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region     text NOT NULL,
    name       text NOT NULL DEFAULT '',
    token_hash bytea NOT NULL UNIQUE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    used_by    bigint REFERENCES people
);

-- +goose Down
DROP TABLE inspector_invites;
DROP TABLE inspectors;
ALTER TABLE meeting_questions
    DROP COLUMN majority,
    ADD COLUMN majority_of   text NOT NULL DEFAULT '',
    ADD COLUMN majority_num  integer NOT NULL DEFAULT 0,
    ADD COLUMN majority_den  integer NOT NULL DEFAULT 1,
    ADD COLUMN majority_over boolean NOT NULL DEFAULT false;
