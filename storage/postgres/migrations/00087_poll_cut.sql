-- +goose Up
-- Why a poll was closed before its time, as it was then: a group may be let in again.
ALTER TABLE polls ADD COLUMN cut text NOT NULL DEFAULT '' CHECK (cut IN ('', 'restricted', 'detached'));
UPDATE polls p
SET cut = CASE WHEN g.removed_at IS NOT NULL THEN 'detached' ELSE 'restricted' END
FROM house_chats g
JOIN organisations o ON o.id = g.organisation_id
WHERE g.id = p.house_chat_id AND p.closed_at < p.ends_at
  AND (g.removed_at IS NOT NULL OR o.chat_content = 'restricted');

-- +goose Down
ALTER TABLE polls DROP COLUMN cut;
