-- +goose Up
ALTER TABLE outages
    ADD COLUMN windows jsonb NOT NULL DEFAULT '[]', -- each of several times; none: it is off once
    ADD COLUMN note text NOT NULL DEFAULT '';

-- The flats lie one above the other.
ALTER TABLE outage_places ADD COLUMN riser boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE outage_places DROP COLUMN riser;
ALTER TABLE outages DROP COLUMN note, DROP COLUMN windows;
