-- +goose Up
-- The topic of a meeting, which nobody began: it is there before its first message.
ALTER TABLE forum_topics ADD COLUMN meeting_id bigint UNIQUE REFERENCES meetings ON DELETE SET NULL;

-- +goose Down
ALTER TABLE forum_topics DROP COLUMN meeting_id;
