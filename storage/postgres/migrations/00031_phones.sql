-- +goose Up
-- Own numbers that people shared: a hint to their organisation when they ask for a code, and never a proof.
CREATE TABLE person_phones (
    person_id bigint PRIMARY KEY REFERENCES people,
    phone     text NOT NULL, -- E.164
    since     timestamptz NOT NULL
);

-- +goose Down
DROP TABLE person_phones;
