-- +goose Up
-- Houses that were taken out of a licence. Their residents hear of it after an operator confirmed source and day.
CREATE TABLE licence_leavings (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    licence_id  bigint NOT NULL REFERENCES licences ON DELETE CASCADE,
    house_id    bigint NOT NULL REFERENCES houses,
    excluded_on date NOT NULL,
    found_at    timestamptz NOT NULL,
    decided_at  timestamptz,
    decided_by  bigint REFERENCES people,
    told        boolean NOT NULL DEFAULT false,
    UNIQUE (licence_id, house_id, excluded_on)
);
CREATE INDEX licence_leavings_open ON licence_leavings (house_id) WHERE decided_at IS NULL;

-- +goose Down
DROP TABLE licence_leavings;
