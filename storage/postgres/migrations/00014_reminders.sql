-- +goose Up
-- What people were reminded of: a message names several items, all of one topic.
CREATE TABLE reminders (
    person_id  bigint NOT NULL REFERENCES people,
    topic      text NOT NULL, -- readings, payment, meters
    account_id bigint NOT NULL REFERENCES accounts,
    subject    text NOT NULL, -- the month, or the meter with the day up to which it is verified
    stage      smallint NOT NULL,
    month      date NOT NULL, -- of the message
    nth        smallint NOT NULL, -- message of the topic in the month
    PRIMARY KEY (person_id, topic, month, nth, account_id, subject)
);

-- What they answered: nothing more is said of that subject.
CREATE TABLE reminder_says (
    person_id  bigint NOT NULL REFERENCES people,
    topic      text NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts,
    subject    text NOT NULL,
    said       text NOT NULL, -- quiet, done
    at         timestamptz NOT NULL,
    PRIMARY KEY (person_id, topic, account_id, subject)
);
CREATE INDEX houses_zone ON houses (zone);

-- +goose Down
DROP INDEX houses_zone;
DROP TABLE reminder_says;
DROP TABLE reminders;
