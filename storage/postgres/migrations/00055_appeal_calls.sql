-- +goose Up
-- Neighbours are called to join an appeal by a link that many use. What keeps it from others is that
-- they live elsewhere: the author is shown the link again, so its token is kept beside its hash.
CREATE TABLE appeal_calls (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id  bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    token      text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    name       text NOT NULL DEFAULT '', -- of the author, told to neighbours; empty: not told
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    posted_at  timestamptz, -- in the chats of the house
    revoked_at timestamptz
);
CREATE UNIQUE INDEX appeal_calls_live ON appeal_calls (appeal_id) WHERE revoked_at IS NULL;
CREATE INDEX appeal_calls_posted ON appeal_calls (posted_at) WHERE posted_at IS NOT NULL;

CREATE TABLE appeal_joins (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appeal_id  bigint NOT NULL REFERENCES appeals ON DELETE CASCADE,
    person_id  bigint NOT NULL REFERENCES people,
    account_id bigint NOT NULL REFERENCES accounts, -- in the house
    name       text NOT NULL DEFAULT '', -- in the letter; empty: only counted
    late       boolean NOT NULL, -- the letter had been sent
    at         timestamptz NOT NULL,
    UNIQUE (appeal_id, person_id)
);
CREATE INDEX appeal_joins_person ON appeal_joins (person_id, at);

-- +goose Down
DROP TABLE appeal_joins;
DROP TABLE appeal_calls;
