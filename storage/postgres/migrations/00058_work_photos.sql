-- +goose Up
-- Photos of works, as whoever works for the organisation added them: without what a phone writes into them.
CREATE TABLE work_photos (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    work_id   bigint NOT NULL REFERENCES works ON DELETE CASCADE,
    data      bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 409600),
    added_by  bigint NOT NULL REFERENCES people,
    at        timestamptz NOT NULL
);
ALTER TABLE work_photos ALTER COLUMN data SET STORAGE EXTERNAL; -- JPEG does not get smaller
CREATE INDEX work_photos_work ON work_photos (work_id, id);
CREATE INDEX work_photos_by ON work_photos (added_by);

-- +goose Down
DROP TABLE work_photos;
