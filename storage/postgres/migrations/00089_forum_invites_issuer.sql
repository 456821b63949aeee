-- +goose Up
-- Who invited a moderator: the invitation ends with their right to.
ALTER TABLE forum_invites ADD COLUMN issued_by bigint REFERENCES people; -- NULL: the command line

-- +goose Down
ALTER TABLE forum_invites DROP COLUMN issued_by;
