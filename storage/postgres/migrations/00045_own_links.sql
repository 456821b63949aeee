-- +goose Up
-- A link by which a person takes what is stored about them has no organisation.
ALTER TABLE web_links ALTER COLUMN organisation_id DROP NOT NULL;
ALTER TABLE web_links ADD CHECK ((organisation_id IS NULL) = (purpose = 'mine'));

-- +goose Down
DELETE FROM web_links WHERE organisation_id IS NULL;
ALTER TABLE web_links DROP CONSTRAINT web_links_check;
ALTER TABLE web_links ALTER COLUMN organisation_id SET NOT NULL;
