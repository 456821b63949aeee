-- +goose Up
-- What a person wishes to hear of, and when; the zone is that of 00015.
ALTER TABLE people
    ADD tell_planned     text NOT NULL DEFAULT 'digest' CHECK (tell_planned IN ('off', 'digest', 'ahead')),
    ADD digest_hour      smallint NOT NULL DEFAULT 18 CHECK (digest_hour BETWEEN 0 AND 23),
    ADD ahead_hours      smallint NOT NULL DEFAULT 2 CHECK (ahead_hours BETWEEN 1 AND 48),
    ADD tell_emergencies boolean NOT NULL DEFAULT true, -- danger is told always
    ADD tell_hot_water   boolean NOT NULL DEFAULT true, -- the yearly prevention
    ADD tell_charges     boolean NOT NULL DEFAULT true,
    ADD tell_reminders   boolean NOT NULL DEFAULT true,
    ADD quiet_from       smallint NOT NULL DEFAULT 22 CHECK (quiet_from BETWEEN 0 AND 23),
    ADD quiet_until      smallint NOT NULL DEFAULT 8 CHECK (quiet_until BETWEEN 0 AND 23); -- as quiet_from: none

-- Planned outages that a person read of in a digest.
CREATE TABLE outage_digests (
    outage_id bigint NOT NULL REFERENCES outages ON DELETE CASCADE,
    person_id bigint NOT NULL REFERENCES people,
    notice_id bigint NOT NULL REFERENCES notices ON DELETE CASCADE,
    PRIMARY KEY (outage_id, person_id)
);
CREATE INDEX outage_digests_notice ON outage_digests (notice_id);

-- Estimates of what could be taken off a month's charge, kept for an appeal.
CREATE TABLE recalculations (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL REFERENCES people,
    account_id bigint NOT NULL REFERENCES accounts,
    utility    text NOT NULL,
    period     date NOT NULL,
    off        interval NOT NULL, -- how long it was off, without prevention
    hours      integer NOT NULL, -- of them beyond the norm
    percent    numeric(6, 2) NOT NULL,
    base       numeric(14, 2), -- the charge that it is taken of; NULL: not known
    base_of    date, -- the month of that charge
    sum        numeric(14, 2), -- NULL: not known
    outages    bigint[] NOT NULL,
    rule       text NOT NULL, -- the act that it is counted by
    at         timestamptz NOT NULL,
    UNIQUE (person_id, account_id, utility, period)
);
CREATE INDEX recalculations_account ON recalculations (account_id);

-- An outage that nobody here answers for counts against no norm.
ALTER TABLE outages ADD force_majeure boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE outages DROP force_majeure;
DROP TABLE recalculations;
DROP TABLE outage_digests;
ALTER TABLE people
    DROP tell_planned, DROP digest_hour, DROP ahead_hours, DROP tell_emergencies, DROP tell_hot_water,
    DROP tell_charges, DROP tell_reminders, DROP quiet_from, DROP quiet_until;
