-- +goose Up
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE organisations (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inn         text NOT NULL UNIQUE,
    name        text NOT NULL,
    phone       text NOT NULL DEFAULT '',
    window_from smallint,
    window_to   smallint,
    created_at  timestamptz NOT NULL,
    CHECK ((window_from IS NULL) = (window_to IS NULL))
);

-- The names that a typed address is compared with: far fewer than houses.
CREATE TABLE streets (
    place_key  text PRIMARY KEY,
    street_key text NOT NULL
);
CREATE INDEX streets_place_trgm ON streets USING gin (place_key gin_trgm_ops);
CREATE INDEX streets_street_trgm ON streets USING gin (street_key gin_trgm_ops);

CREATE TABLE houses (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    fias            text NOT NULL DEFAULT '',
    region          text NOT NULL,
    settlement      text NOT NULL,
    street          text NOT NULL,
    number          text NOT NULL,
    building        text NOT NULL DEFAULT '',
    region_key      text NOT NULL,
    place_key       text NOT NULL REFERENCES streets,
    street_key      text NOT NULL,
    number_key      text NOT NULL,
    building_key    text NOT NULL DEFAULT '',
    zone            text NOT NULL,
    window_from     smallint,
    window_to       smallint,
    created_at      timestamptz NOT NULL,
    CHECK ((window_from IS NULL) = (window_to IS NULL)),
    UNIQUE (region_key, place_key, number_key, building_key)
);
CREATE UNIQUE INDEX houses_fias ON houses (fias) WHERE fias <> '';
CREATE INDEX houses_organisation ON houses (organisation_id);
CREATE INDEX houses_directory ON houses (region, settlement, street);
CREATE INDEX houses_place ON houses (place_key, number_key);
CREATE INDEX houses_number ON houses (number_key, building_key);

CREATE TABLE premises (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id   bigint NOT NULL REFERENCES houses,
    number     text NOT NULL,
    number_key text NOT NULL,
    room_key   text NOT NULL DEFAULT '',
    room       text NOT NULL DEFAULT '',
    kind       text NOT NULL DEFAULT '',
    gis_id     text NOT NULL DEFAULT '',
    UNIQUE (house_id, number_key, room_key)
);

CREATE TABLE accounts (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id    bigint NOT NULL REFERENCES houses,
    premises_id bigint REFERENCES premises,
    number      text NOT NULL,
    number_key  text NOT NULL,
    els         text NOT NULL DEFAULT '',
    els_key     text NOT NULL DEFAULT '',
    izhku       text NOT NULL DEFAULT '',
    izhku_key   text NOT NULL DEFAULT '',
    kind        text NOT NULL DEFAULT '',
    renter      boolean NOT NULL DEFAULT false,
    holder      text NOT NULL DEFAULT '',
    holder_key  text NOT NULL DEFAULT '',
    area        numeric NOT NULL DEFAULT 0,
    living      numeric NOT NULL DEFAULT 0,
    heated      numeric NOT NULL DEFAULT 0,
    persons     integer NOT NULL DEFAULT 0,
    share       numeric NOT NULL DEFAULT 0,
    closed_on   date,
    changed_at  timestamptz NOT NULL,
    UNIQUE (house_id, number_key)
);
CREATE INDEX accounts_number ON accounts (number_key);
CREATE INDEX accounts_els ON accounts (house_id, els_key) WHERE els_key <> '';
CREATE INDEX accounts_izhku ON accounts (house_id, izhku_key) WHERE izhku_key <> '';
CREATE INDEX accounts_premises ON accounts (premises_id);

-- +goose Down
DROP TABLE accounts;
DROP TABLE premises;
DROP TABLE houses;
DROP TABLE streets;
DROP TABLE organisations;
DROP EXTENSION pg_trgm;
