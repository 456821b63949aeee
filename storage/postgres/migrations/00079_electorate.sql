-- +goose Up
-- Since when the register has a row: what it was at a moment is read from here and from owner_changes.
ALTER TABLE premises ADD COLUMN owned_at timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN premises.owned_at IS 'since when its area is known';
ALTER TABLE owner_rights ADD COLUMN taken_at timestamptz NOT NULL DEFAULT '-infinity';

-- Who turned out to be another owner of the house: what belonged to this one is that one's.
ALTER TABLE owners ADD COLUMN merged_into bigint REFERENCES owners;
CREATE INDEX owners_merged ON owners (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ballot_members_owner ON ballot_members (owner_id);
CREATE INDEX ballots_owner ON ballots (owner_id);
CREATE INDEX ballot_boxes_house ON ballot_boxes (house_id);

ALTER TABLE ballot_boxes ADD FOREIGN KEY (meeting_id) REFERENCES meetings;

-- +goose Down
ALTER TABLE ballot_boxes DROP CONSTRAINT ballot_boxes_meeting_id_fkey;
DROP INDEX ballot_boxes_house;
DROP INDEX ballots_owner;
DROP INDEX ballot_members_owner;
ALTER TABLE owners DROP COLUMN merged_into;
ALTER TABLE owner_rights DROP COLUMN taken_at;
ALTER TABLE premises DROP COLUMN owned_at;
