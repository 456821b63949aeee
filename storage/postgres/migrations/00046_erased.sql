-- +goose Up
-- The row stays for what the law keeps: payments point to it, and it to nobody.
ALTER TABLE people ADD COLUMN erased_at timestamptz;

-- +goose Down
ALTER TABLE people DROP COLUMN erased_at;
