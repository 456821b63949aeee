-- +goose Up
-- Registers are read by days: money that came and went back.
CREATE INDEX payment_steps_money ON payment_steps (at) WHERE state IN ('succeeded', 'refunded');

-- Which file a link gives where there are several; empty elsewhere.
ALTER TABLE web_links ADD COLUMN format text NOT NULL DEFAULT ''; -- xlsx, csv, xml

-- +goose Down
ALTER TABLE web_links DROP COLUMN format;
DROP INDEX payment_steps_money;
