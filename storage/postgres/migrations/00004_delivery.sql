-- +goose Up
CREATE SEQUENCE request_numbers;

CREATE TABLE requests (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number          text NOT NULL UNIQUE,
    kind            text NOT NULL,
    organisation_id bigint REFERENCES organisations,
    house_id        bigint REFERENCES houses,
    account_id      bigint REFERENCES accounts,
    meter_id        bigint REFERENCES meters,
    person_id       bigint REFERENCES people,
    text            text NOT NULL DEFAULT '',
    at              timestamptz NOT NULL
);
CREATE INDEX requests_organisation ON requests (organisation_id, id);
CREATE INDEX requests_account ON requests (account_id);

CREATE TABLE cron_run (
    name   text NOT NULL,
    zone   text NOT NULL,
    moment timestamptz NOT NULL,
    PRIMARY KEY (name, zone, moment)
);

CREATE TABLE notices (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key  text NOT NULL UNIQUE,
    kind text NOT NULL,
    args jsonb NOT NULL,
    at   timestamptz NOT NULL
);

CREATE TABLE recipients (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id   bigint NOT NULL REFERENCES notices,
    bot_id      bigint NOT NULL,
    chat_id     bigint NOT NULL,
    state       text NOT NULL DEFAULT 'waiting', -- waiting, trying, sent, failed
    attempts    integer NOT NULL DEFAULT 0,
    due_at      timestamptz NOT NULL,
    taken_by    text NOT NULL DEFAULT '',
    taken_until timestamptz,
    done_at     timestamptz,
    reason      text NOT NULL DEFAULT '',
    UNIQUE (notice_id, bot_id, chat_id)
);
CREATE INDEX recipients_due ON recipients (due_at) WHERE state IN ('waiting', 'trying');
CREATE INDEX recipients_chat ON recipients (bot_id, chat_id) WHERE state IN ('waiting', 'trying');

-- +goose Down
DROP TABLE recipients;
DROP TABLE notices;
DROP TABLE cron_run;
DROP TABLE requests;
DROP SEQUENCE request_numbers;
