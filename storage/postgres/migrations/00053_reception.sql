-- +goose Up
-- What an organisation does with what came: who works on it, and what it answers with again and again.
ALTER TABLE appeals
    ADD COLUMN kind     text NOT NULL DEFAULT 'appeal', -- or that of a request
    ADD COLUMN taken_by bigint REFERENCES people,
    ADD COLUMN taken_at timestamptz;
CREATE INDEX appeals_taken ON appeals (taken_by) WHERE taken_by IS NOT NULL;

ALTER TABLE operators ADD COLUMN signs boolean NOT NULL DEFAULT false; -- answers of others; administrators always

CREATE TABLE answer_templates (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    title           text NOT NULL,
    text            text NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX answer_templates_organisation ON answer_templates (organisation_id, title);

-- +goose Down
DROP TABLE answer_templates;
ALTER TABLE operators DROP COLUMN signs;
ALTER TABLE appeals DROP COLUMN kind, DROP COLUMN taken_by, DROP COLUMN taken_at;
