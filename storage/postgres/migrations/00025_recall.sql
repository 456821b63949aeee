-- +goose Up
-- What is told of an outage is found by it, to be taken back.
ALTER TABLE notices ADD COLUMN outage_id bigint REFERENCES outages;
UPDATE notices
SET outage_id = (args ->> 'outage')::bigint
WHERE kind = 'outage' AND EXISTS (SELECT 1 FROM outages u WHERE u.id = (args ->> 'outage')::bigint);
CREATE INDEX notices_outage ON notices (outage_id) WHERE outage_id IS NOT NULL;

-- A message that is taken back: wanted, deleted, rewritten.
ALTER TABLE recipients ADD COLUMN recall text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE recipients DROP COLUMN recall;
DROP INDEX notices_outage;
ALTER TABLE notices DROP COLUMN outage_id;
