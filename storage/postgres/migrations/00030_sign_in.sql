-- +goose Up
-- Ways to Госуслуги and back. Links, states and what finishes a sign-in are known by their hashes alone.
CREATE TABLE sign_ins (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   bigint NOT NULL UNIQUE REFERENCES people, -- one way at a time
    link_hash   bytea NOT NULL UNIQUE,
    expires_at  timestamptz NOT NULL,
    state_hash  bytea UNIQUE, -- null: nobody is at the provider
    finish_hash bytea UNIQUE, -- set: somebody came back, and the person has to say so in the chat
    surname     text NOT NULL DEFAULT '',
    name        text NOT NULL DEFAULT '',
    patronymic  text NOT NULL DEFAULT '',
    snils       bytea -- keyed hash
);

-- Who people are by their confirmed accounts of Госуслуги.
CREATE TABLE identities (
    person_id  bigint PRIMARY KEY REFERENCES people,
    surname    text NOT NULL,
    name       text NOT NULL,
    patronymic text NOT NULL,
    snils      bytea NOT NULL, -- keyed hash; СНИЛС itself is nowhere
    since      timestamptz NOT NULL
);

-- The same hash of who holds an account; null: the organisation did not tell.
ALTER TABLE accounts ADD COLUMN holder_snils bytea;

-- +goose Down
ALTER TABLE accounts DROP COLUMN holder_snils;
DROP TABLE identities;
DROP TABLE sign_ins;
