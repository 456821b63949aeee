-- +goose Up
-- Who lives at which entrance; empty: nobody told us.
ALTER TABLE premises ADD COLUMN entrance text NOT NULL DEFAULT '';

-- The time that a person lives by; empty: that of the house.
ALTER TABLE people ADD COLUMN zone text NOT NULL DEFAULT '';

-- The message that told it: what changes is written over it.
ALTER TABLE recipients ADD COLUMN message_id bigint;

CREATE SEQUENCE outage_numbers;

CREATE TABLE outages (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number          text NOT NULL UNIQUE,
    organisation_id bigint NOT NULL REFERENCES organisations,
    person_id       bigint NOT NULL REFERENCES people, -- who announced it
    kind            text NOT NULL, -- emergency, planned, prevention
    danger          boolean NOT NULL DEFAULT false,
    utilities       text[] NOT NULL,
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz, -- NULL: not known yet
    next_at         timestamptz, -- by when residents hear more
    asked_at        timestamptz, -- when the dispatcher was asked what to tell them
    cause           text NOT NULL DEFAULT '',
    state           text NOT NULL DEFAULT 'announced', -- announced, ended, called_off, retracted
    edition         integer NOT NULL DEFAULT 1,
    at              timestamptz NOT NULL,
    closed_at       timestamptz, -- when it ended, was called off or retracted
    CHECK (ends_at IS NULL OR ends_at > starts_at)
);
CREATE INDEX outages_organisation ON outages (organisation_id, state, starts_at);
CREATE INDEX outages_next ON outages (next_at) WHERE state = 'announced' AND next_at IS NOT NULL;

-- A whole house has one row without an entrance and without premises.
CREATE TABLE outage_places (
    outage_id bigint NOT NULL REFERENCES outages ON DELETE CASCADE,
    house_id  bigint NOT NULL REFERENCES houses,
    entrance  text NOT NULL DEFAULT '',
    premises  text[] NOT NULL DEFAULT '{}', -- folded numbers; none: all
    PRIMARY KEY (outage_id, house_id, entrance)
);
CREATE INDEX outage_places_house ON outage_places (house_id);

-- What was done with it, by whom; rows outlive the people.
CREATE TABLE outage_steps (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    outage_id bigint NOT NULL REFERENCES outages ON DELETE CASCADE,
    person_id bigint NOT NULL,
    what      text NOT NULL, -- announced, extended, ended, called_off, retracted, caused
    edition   integer NOT NULL,
    ends_at   timestamptz,
    at        timestamptz NOT NULL
);
CREATE INDEX outage_steps_outage ON outage_steps (outage_id, id);

-- «У меня тоже»: one word of one person about one utility of one house.
CREATE TABLE outage_reports (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id  bigint NOT NULL REFERENCES houses,
    person_id bigint NOT NULL REFERENCES people,
    outage_id bigint REFERENCES outages,
    utility   text NOT NULL,
    entrance  text NOT NULL DEFAULT '',
    still     boolean NOT NULL DEFAULT false, -- said after it was over
    at        timestamptz NOT NULL
);
CREATE INDEX outage_reports_house ON outage_reports (house_id, at);
CREATE INDEX outage_reports_person ON outage_reports (person_id, at);
CREATE INDEX outage_reports_outage ON outage_reports (outage_id);

-- Groups of neighbours, chosen by an operator.
CREATE TABLE house_chats (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bot_id     bigint NOT NULL,
    chat_id    bigint NOT NULL,
    title      text NOT NULL,
    person_id  bigint NOT NULL REFERENCES people,
    reachable  boolean NOT NULL DEFAULT true,
    since      timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE UNIQUE INDEX house_chats_live ON house_chats (bot_id, chat_id) WHERE removed_at IS NULL;

CREATE TABLE house_chat_houses (
    house_chat_id bigint NOT NULL REFERENCES house_chats ON DELETE CASCADE,
    house_id      bigint NOT NULL REFERENCES houses,
    PRIMARY KEY (house_chat_id, house_id)
);
CREATE INDEX house_chat_houses_house ON house_chat_houses (house_id);

-- +goose Down
DROP TABLE house_chat_houses;
DROP TABLE house_chats;
DROP TABLE outage_reports;
DROP TABLE outage_steps;
DROP TABLE outage_places;
DROP TABLE outages;
DROP SEQUENCE outage_numbers;
ALTER TABLE recipients DROP COLUMN message_id;
ALTER TABLE people DROP COLUMN zone;
ALTER TABLE premises DROP COLUMN entrance;
