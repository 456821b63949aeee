-- +goose Up
-- A request that those who answer appeals have in their inbox.
ALTER TABLE requests ADD COLUMN appeal_id bigint REFERENCES appeals ON DELETE SET NULL;
CREATE INDEX requests_appeal ON requests (appeal_id) WHERE appeal_id IS NOT NULL;

-- Who read of the author of an appeal who has no account to note that at.
ALTER TABLE audit ADD COLUMN appeal_id bigint;
CREATE UNIQUE INDEX audit_appeal ON audit (person_id, appeal_id, what, day) WHERE appeal_id IS NOT NULL;

-- +goose Down
DROP INDEX audit_appeal;
ALTER TABLE audit DROP COLUMN appeal_id;
DROP INDEX requests_appeal;
ALTER TABLE requests DROP COLUMN appeal_id;
