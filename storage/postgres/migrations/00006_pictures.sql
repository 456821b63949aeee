-- +goose Up
-- Photos of dials. They end with the link of the one who sent them.
CREATE TABLE pictures (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link_id    bigint NOT NULL REFERENCES links ON DELETE CASCADE,
    kind       text NOT NULL, -- what is on it: dial
    meter_id   bigint REFERENCES meters, -- NULL: not told yet
    reading_id bigint, -- NULL: waits for its reading
    period     date,
    data       bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 409600),
    at         timestamptz NOT NULL,
    until      timestamptz NOT NULL,
    FOREIGN KEY (reading_id, period) REFERENCES readings (id, period),
    CHECK ((reading_id IS NULL) = (period IS NULL))
);
ALTER TABLE pictures ALTER COLUMN data SET STORAGE EXTERNAL; -- JPEG does not get smaller
CREATE UNIQUE INDEX pictures_reading ON pictures (reading_id, period) WHERE reading_id IS NOT NULL;
CREATE INDEX pictures_link ON pictures (link_id);
CREATE INDEX pictures_until ON pictures (until);

-- +goose Down
DROP TABLE pictures;
