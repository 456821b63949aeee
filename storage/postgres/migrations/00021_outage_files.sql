-- +goose Up
-- What was announced, however it was changed since: who loads the same again announces nothing.
ALTER TABLE outages ADD COLUMN origin text NOT NULL DEFAULT '';
CREATE INDEX outages_origin ON outages (organisation_id, origin) WHERE origin <> '';

-- Outages of a file that wait for an operator to send them.
CREATE TABLE outage_drafts (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    person_id       bigint NOT NULL REFERENCES people, -- who loaded it
    name            text NOT NULL, -- of the file
    content         jsonb NOT NULL,
    at              timestamptz NOT NULL,
    closed_at       timestamptz -- when it was sent or dropped
);
CREATE INDEX outage_drafts_waiting ON outage_drafts (organisation_id, person_id) WHERE closed_at IS NULL;

-- +goose Down
DROP TABLE outage_drafts;
DROP INDEX outages_origin;
ALTER TABLE outages DROP COLUMN origin;
