-- +goose Up
-- What was written for ГИС ЖКХ of the times of outages, and what it answered: a row for each
-- TransportGUID. An outage whose houses pass to another organisation is placed by that one anew.
CREATE TABLE outage_filings (
    id              bigint GENERATED ALWAYS AS IDENTITY, -- what was written later has a higher one
    organisation_id bigint NOT NULL REFERENCES organisations,
    transport       uuid NOT NULL,
    base            uuid NOT NULL, -- under which the time was placed first
    outage_id       bigint NOT NULL REFERENCES outages ON DELETE CASCADE,
    what            text NOT NULL CHECK (what IN ('placed', 'edited', 'annulled')),
    digest          text NOT NULL, -- of what it says; empty: several things were written under it
    written_at      timestamptz NOT NULL,
    taken_at        timestamptz, -- when ГИС ЖКХ took it
    guid            uuid, -- that ГИС ЖКХ gave then
    fault           text NOT NULL DEFAULT '', -- why ГИС ЖКХ did not take it
    PRIMARY KEY (organisation_id, transport)
);
CREATE INDEX outage_filings_outage ON outage_filings (outage_id);

-- +goose Down
DROP TABLE outage_filings;
