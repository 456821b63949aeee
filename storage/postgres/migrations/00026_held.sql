-- +goose Up
-- A mailing that is paused holds its rows: whoever takes what is due does not see
-- them. Who was written to already is told that it changed all the same.
ALTER TABLE recipients ADD COLUMN held boolean NOT NULL DEFAULT false;
UPDATE recipients r
SET held = true
FROM notices n
JOIN mailings m ON m.id = n.mailing_id AND m.state = 'paused' AND NOT m.told_end
WHERE r.notice_id = n.id AND r.message_id IS NULL AND r.state IN ('waiting', 'trying');
DROP INDEX recipients_due;
CREATE INDEX recipients_due ON recipients (urgency, due_at, id)
    WHERE state IN ('waiting', 'trying') AND NOT held;

-- +goose Down
DROP INDEX recipients_due;
CREATE INDEX recipients_due ON recipients (urgency, due_at, id) WHERE state IN ('waiting', 'trying');
ALTER TABLE recipients DROP COLUMN held;
