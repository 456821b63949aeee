-- +goose Up
ALTER TABLE shops
    -- set: the acquirer makes cash receipts, which go here where the payer confirmed no address
    ADD COLUMN receipt_mail text NOT NULL DEFAULT '',
    -- the page of a receipt at the operator of fiscal data, with {fn}, {i}, {fp}, {s}, {t} in it
    ADD COLUMN receipt_link text NOT NULL DEFAULT '';

-- Cash receipts (54-ФЗ) that the acquirer makes of payments.
CREATE TABLE cash_receipts (
    payment_id    bigint PRIMARY KEY REFERENCES payments,
    mail          text NOT NULL, -- where it goes; empty when the acquirer knows
    state         text NOT NULL DEFAULT 'waiting', -- waiting, registered, missing
    storage       text NOT NULL DEFAULT '', -- ФН
    document      text NOT NULL DEFAULT '', -- ФД
    sign          text NOT NULL DEFAULT '', -- ФПД
    registered_at timestamptz,
    link          text NOT NULL DEFAULT '',
    due_at        timestamptz, -- when the acquirer is asked next; null: not yet, or never again
    taken_until   timestamptz, -- lease of whoever asks
    asked         integer NOT NULL DEFAULT 0
);
CREATE INDEX cash_receipts_due ON cash_receipts (due_at) WHERE due_at IS NOT NULL;

-- Days of payment that owners or contracts name in place of the law's, dated by the first month charged for.
CREATE TABLE due_days (
    organisation_id bigint NOT NULL REFERENCES organisations,
    house_id        bigint REFERENCES houses, -- null: all houses of the organisation
    valid_from      date NOT NULL, -- the first day of a month
    day             integer NOT NULL CHECK (day BETWEEN 0 AND 31), -- of the month after; 0: the law's again
    basis           text NOT NULL, -- the decision or contract
    set_at          timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (organisation_id, house_id, valid_from)
);

-- +goose Down
DROP TABLE due_days;
DROP TABLE cash_receipts;
ALTER TABLE shops DROP COLUMN receipt_link, DROP COLUMN receipt_mail;
