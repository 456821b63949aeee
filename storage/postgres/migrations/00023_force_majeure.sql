-- +goose Up
-- Why an outage counts as force majeure; may be empty.
ALTER TABLE outages ADD force_reason text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE outages DROP force_reason;
