-- +goose Up
CREATE TABLE people (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bot_id     bigint NOT NULL,
    user_id    bigint NOT NULL,
    chat_id    bigint NOT NULL,
    reachable  boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (bot_id, user_id)
);
CREATE INDEX people_chat ON people (bot_id, chat_id);

CREATE TABLE consents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    bigint NOT NULL REFERENCES people,
    version      text NOT NULL,
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE UNIQUE INDEX consents_live ON consents (person_id, version) WHERE withdrawn_at IS NULL;

-- A link that its person ends is deleted; the audit remembers it.
CREATE TABLE links (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    bigint NOT NULL REFERENCES people,
    account_id   bigint NOT NULL REFERENCES accounts,
    role         text NOT NULL,
    rights       text[] NOT NULL,
    name         text NOT NULL DEFAULT '',
    since        timestamptz NOT NULL,
    suspended_at timestamptz,
    UNIQUE (person_id, account_id)
);
CREATE INDEX links_account ON links (account_id);

CREATE TABLE proofs (
    person_id  bigint NOT NULL REFERENCES people,
    account_id bigint NOT NULL REFERENCES accounts,
    proved_at  timestamptz NOT NULL,
    PRIMARY KEY (person_id, account_id)
);
CREATE INDEX proofs_account ON proofs (account_id);

CREATE TABLE invites (
    account_id bigint PRIMARY KEY REFERENCES accounts,
    generation integer NOT NULL,
    salt       text NOT NULL,
    code_hash  bytea, -- NULL: void
    issued_at  timestamptz NOT NULL
);

-- Wrong proofs, counted three ways. A number that no account has is counted
-- like one that has: the answer must not tell them apart.
CREATE TABLE claim_days (
    person_id bigint NOT NULL REFERENCES people,
    day       date NOT NULL,
    misses    integer NOT NULL,
    PRIMARY KEY (person_id, day)
);
CREATE TABLE claim_numbers (
    house_id bigint NOT NULL REFERENCES houses,
    target   text NOT NULL, -- account:KEY or number:TYPED
    misses   integer NOT NULL,
    PRIMARY KEY (house_id, target)
);
CREATE TABLE claim_houses (
    house_id bigint NOT NULL REFERENCES houses,
    day      date NOT NULL,
    misses   integer NOT NULL,
    PRIMARY KEY (house_id, day)
);

CREATE TABLE outcomes (
    once    text PRIMARY KEY,
    outcome jsonb NOT NULL,
    at      timestamptz NOT NULL
);

-- Rows outlive what they are about, so nothing here is a foreign key.
CREATE TABLE audit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint,
    account_id bigint,
    what       text NOT NULL,
    day        date, -- set where one row a day is enough
    at         timestamptz NOT NULL,
    UNIQUE (person_id, account_id, what, day)
);
CREATE INDEX audit_account ON audit (account_id, at);

-- +goose Down
DROP TABLE audit;
DROP TABLE outcomes;
DROP TABLE claim_houses;
DROP TABLE claim_numbers;
DROP TABLE claim_days;
DROP TABLE invites;
DROP TABLE proofs;
DROP TABLE links;
DROP TABLE consents;
DROP TABLE people;
