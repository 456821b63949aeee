-- +goose Up
-- What the register of owners says of premises; area NULL: it does not have them.
ALTER TABLE premises
    ADD COLUMN area      numeric CHECK (area > 0), -- total, m²
    ADD COLUMN purpose   text NOT NULL DEFAULT '', -- residential, non-residential, parking
    ADD COLUMN cadastre  text NOT NULL DEFAULT '',
    ADD COLUMN source    text NOT NULL DEFAULT '',
    ADD COLUMN stated_on date;

-- Owners of premises of a house. A payer of an account is not an owner.
CREATE TABLE owners (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id     bigint NOT NULL REFERENCES houses,
    owner_key    text NOT NULL, -- by СНИЛС or ОГРН; of who has none: by the premises and the name
    name         text NOT NULL,
    organisation boolean NOT NULL,
    ogrn         text NOT NULL DEFAULT '',
    snils        bytea, -- keyed hash, as in identities; СНИЛС itself is nowhere
    UNIQUE (house_id, owner_key)
);
CREATE INDEX owners_snils ON owners (snils) WHERE snils IS NOT NULL;

-- Rights to premises. A sale ends one and begins another.
CREATE TABLE owner_rights (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    premises_id   bigint NOT NULL REFERENCES premises,
    owner_id      bigint NOT NULL REFERENCES owners,
    right_key     text NOT NULL, -- the number of the registration, else the first day
    share_num     bigint NOT NULL,
    share_den     bigint NOT NULL,
    joint         boolean NOT NULL,
    number        text NOT NULL,
    registered_on date,
    from_on       date NOT NULL,
    until_on      date, -- the first day on which it does not hold any more; NULL: it holds
    source        text NOT NULL,
    stated_on     date NOT NULL,
    CHECK (share_num > 0 AND share_num <= share_den),
    CHECK (until_on > from_on),
    UNIQUE (premises_id, owner_id, right_key)
);
CREATE INDEX owner_rights_owner ON owner_rights (owner_id);

-- What a row was before it was changed or removed.
CREATE TABLE owner_changes (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id bigint NOT NULL REFERENCES houses,
    what     text NOT NULL, -- right, premises
    was      jsonb NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX owner_changes_house ON owner_changes (house_id, id);

-- People whom an operator confirmed: as an owner, or as who may act for one.
CREATE TABLE owner_people (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id        bigint NOT NULL REFERENCES owners,
    person_id       bigint NOT NULL REFERENCES people,
    acts            text NOT NULL, -- self, representative
    document        text NOT NULL DEFAULT '', -- what kind of document a representative has
    document_number text NOT NULL DEFAULT '',
    document_on     date,
    document_until  date, -- the last day; NULL: without end
    confirmed_by    bigint REFERENCES people, -- NULL: the command line
    confirmed_at    timestamptz NOT NULL,
    ended_at        timestamptz
);
CREATE UNIQUE INDEX owner_people_live ON owner_people (owner_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX owner_people_person ON owner_people (person_id);

-- +goose Down
DROP TABLE owner_people;
DROP TABLE owner_changes;
DROP TABLE owner_rights;
DROP TABLE owners;
ALTER TABLE premises
    DROP COLUMN area, DROP COLUMN purpose, DROP COLUMN cadastre, DROP COLUMN source, DROP COLUMN stated_on;
