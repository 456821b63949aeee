-- +goose Up
-- How residents reach an organisation.
CREATE TABLE offices (
    organisation_id bigint PRIMARY KEY REFERENCES organisations,
    ogrn            text NOT NULL,
    address         text NOT NULL,
    phone           text NOT NULL,
    hours           text NOT NULL,
    mail            text NOT NULL,
    site            text NOT NULL,
    source          text NOT NULL,
    stated_on       date NOT NULL
);

-- What is known of a house by itself; 0 and null: not known.
CREATE TABLE passports (
    house_id  bigint PRIMARY KEY REFERENCES houses,
    built     integer NOT NULL,
    floors    integer NOT NULL,
    entrances integer NOT NULL,
    flats     integer NOT NULL,
    area      numeric,
    living    numeric,
    series    text NOT NULL,
    walls     text NOT NULL,
    cadastre  text NOT NULL,
    oktmo     text NOT NULL,
    source    text NOT NULL,
    stated_on date NOT NULL
);

CREATE TABLE suppliers (
    organisation_id bigint NOT NULL REFERENCES organisations, -- who told
    house_id        bigint REFERENCES houses, -- null: all houses of the organisation
    resource        text NOT NULL,
    name            text NOT NULL,
    inn             text NOT NULL,
    phone           text NOT NULL,
    source          text NOT NULL,
    stated_on       date NOT NULL
);
CREATE UNIQUE INDEX suppliers_key ON suppliers (organisation_id, house_id, lower(resource)) NULLS NOT DISTINCT;
CREATE INDEX suppliers_house ON suppliers (house_id);

CREATE TABLE tariffs (
    organisation_id bigint NOT NULL REFERENCES organisations, -- who told
    house_id        bigint REFERENCES houses, -- null: all houses of the organisation in the territory
    oktmo           text NOT NULL, -- empty: wherever they are
    resource        text NOT NULL,
    kind            text NOT NULL,
    supplier        text NOT NULL,
    inn             text NOT NULL,
    price           numeric NOT NULL,
    unit            text NOT NULL,
    valid_from      date NOT NULL,
    valid_to        date, -- the last day; null: until another comes
    act             text NOT NULL,
    source          text NOT NULL,
    stated_on       date NOT NULL
);
CREATE UNIQUE INDEX tariffs_key ON tariffs
    (organisation_id, house_id, oktmo, lower(resource), lower(kind), valid_from) NULLS NOT DISTINCT;
CREATE INDEX tariffs_house ON tariffs (house_id);

CREATE TABLE repairs (
    house_id   bigint NOT NULL REFERENCES houses,
    short      boolean NOT NULL, -- of the short-term plan; else of the regional programme
    work       text NOT NULL,
    year_from  integer NOT NULL,
    year_to    integer NOT NULL,
    cost       numeric,
    state      text NOT NULL, -- planned, running, done, moved, dropped
    source     text NOT NULL,
    stated_on  date NOT NULL
);
CREATE UNIQUE INDEX repairs_key ON repairs (house_id, short, lower(work), year_from);

CREATE TABLE contributions (
    organisation_id bigint NOT NULL REFERENCES organisations, -- who told
    house_id        bigint REFERENCES houses, -- null: all houses of the organisation in the territory
    oktmo           text NOT NULL, -- empty: wherever they are
    rate            numeric NOT NULL, -- for a m² and month
    valid_from      date NOT NULL,
    valid_to        date, -- the last day; null: until another comes
    act             text NOT NULL,
    fund            text NOT NULL, -- common, special
    owner           text NOT NULL, -- of the account
    owner_inn       text NOT NULL,
    source          text NOT NULL,
    stated_on       date NOT NULL,
    UNIQUE NULLS NOT DISTINCT (organisation_id, house_id, oktmo, valid_from)
);
CREATE INDEX contributions_house ON contributions (house_id);

-- +goose Down
DROP TABLE contributions;
DROP TABLE repairs;
DROP TABLE tariffs;
DROP TABLE suppliers;
DROP TABLE passports;
DROP TABLE offices;
