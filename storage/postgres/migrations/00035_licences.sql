-- +goose Up
-- The register of licences to manage houses, as it was loaded.
CREATE TABLE licences (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number        text NOT NULL UNIQUE,
    organisation  text NOT NULL,
    inn           text NOT NULL,
    ogrn          text NOT NULL,
    issued_on     date NOT NULL,
    valid_to      date, -- null: without end
    authority     text NOT NULL,
    state         text NOT NULL, -- active, expired, cancelled, terminated
    state_since   date,
    source        text NOT NULL,
    stated_on     date NOT NULL
);
CREATE INDEX licences_inn ON licences (inn);
CREATE INDEX licences_ogrn ON licences (ogrn);
CREATE INDEX licences_name ON licences USING gin (lower(organisation) gin_trgm_ops);

CREATE TABLE licence_houses (
    licence_id  bigint NOT NULL REFERENCES licences,
    address     text NOT NULL,
    fias        text NOT NULL,
    included_on date NOT NULL,
    excluded_on date, -- null: it is in it
    source      text NOT NULL,
    stated_on   date NOT NULL
);
CREATE UNIQUE INDEX licence_houses_key ON licence_houses (licence_id, lower(address));
CREATE INDEX licence_houses_fias ON licence_houses (fias) WHERE fias <> '';

CREATE TABLE disqualified (
    licence_id bigint NOT NULL REFERENCES licences,
    name       text NOT NULL,
    post       text NOT NULL,
    basis      text NOT NULL,
    from_on    date NOT NULL,
    to_on      date NOT NULL,
    source     text NOT NULL,
    stated_on  date NOT NULL
);
CREATE UNIQUE INDEX disqualified_key ON disqualified (licence_id, lower(name), from_on);

-- Residents hear of a change after an operator confirmed its source and day.
CREATE TABLE licence_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    licence_id bigint NOT NULL REFERENCES licences,
    was        text NOT NULL, -- the state before
    found_at   timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by bigint REFERENCES people,
    told       boolean NOT NULL DEFAULT false
);
CREATE INDEX licence_changes_open ON licence_changes (licence_id) WHERE decided_at IS NULL;

-- +goose Down
DROP TABLE licence_changes;
DROP TABLE disqualified;
DROP TABLE licence_houses;
DROP TABLE licences;
