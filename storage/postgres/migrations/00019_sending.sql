-- +goose Up
-- More urgent notices go first, whatever waits: 1 emergencies, payments and
-- questions to dispatchers, 2 reminders, 3 planned outages, 4 everything else.
ALTER TABLE recipients
    ADD COLUMN urgency smallint NOT NULL DEFAULT 4,
    ADD COLUMN silent  boolean NOT NULL DEFAULT false; -- it arrived without a sound
DROP INDEX recipients_due;
CREATE INDEX recipients_due ON recipients (urgency, due_at, id) WHERE state IN ('waiting', 'trying');

-- When too many were not delivered, reminders and news wait until a moment.
CREATE TABLE suspensions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since      timestamptz NOT NULL,
    until      timestamptz NOT NULL,
    failed     integer NOT NULL, -- of the notices that were sent last
    of_last    integer NOT NULL,
    resumed_by bigint -- a person; NULL: it ends by itself
);
CREATE INDEX suspensions_until ON suspensions (until);

-- What an operator sends to many: they may pause it and see how it goes.
CREATE TABLE mailings (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    person_id       bigint REFERENCES people, -- who is told how it goes; NULL: nobody
    kind            text NOT NULL, -- that of its notices
    subject         text NOT NULL, -- what it is about: the number of an outage, a month
    state           text NOT NULL DEFAULT 'going', -- going, paused, cancelled, done
    at              timestamptz NOT NULL,
    total           integer NOT NULL DEFAULT 0,
    told_at         timestamptz, -- when how it goes was told last
    told_done       integer NOT NULL DEFAULT 0, -- how many were dealt with then
    told_end        boolean NOT NULL DEFAULT false, -- how it ended was told
    message_id      bigint -- that tells how it goes
);
CREATE INDEX mailings_going ON mailings (id) WHERE NOT told_end;
CREATE INDEX mailings_organisation ON mailings (organisation_id, id);

ALTER TABLE notices ADD COLUMN mailing_id bigint REFERENCES mailings;
CREATE INDEX notices_mailing ON notices (mailing_id) WHERE mailing_id IS NOT NULL;

-- +goose Down
DROP INDEX notices_mailing;
ALTER TABLE notices DROP COLUMN mailing_id;
DROP TABLE mailings;
DROP TABLE suspensions;
DROP INDEX recipients_due;
CREATE INDEX recipients_due ON recipients (due_at) WHERE state IN ('waiting', 'trying');
ALTER TABLE recipients
    DROP COLUMN urgency,
    DROP COLUMN silent;
