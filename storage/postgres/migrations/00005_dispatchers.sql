-- +goose Up
-- Whom to call when something breaks: of one house, or of every house of the
-- organisation that has none of its own.
CREATE TABLE dispatchers (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    house_id        bigint REFERENCES houses,
    phone           text NOT NULL,
    hours           text NOT NULL DEFAULT ''
);
CREATE INDEX dispatchers_organisation ON dispatchers (organisation_id);
CREATE INDEX dispatchers_house ON dispatchers (house_id) WHERE house_id IS NOT NULL;

-- +goose Down
DROP TABLE dispatchers;
