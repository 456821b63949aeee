-- +goose Up
ALTER TABLE ballot_boxes
    ADD COLUMN shown        numeric NOT NULL DEFAULT 0, -- percent of the area that took part, as chats read it
    ADD COLUMN published_at timestamptz; -- when the chats read the hash of the last vote

-- Who wants to hear no more of a vote.
CREATE TABLE vote_mutes (
    meeting_id bigint NOT NULL REFERENCES meetings ON DELETE CASCADE,
    person_id  bigint NOT NULL REFERENCES people,
    at         timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, person_id)
);
CREATE INDEX vote_mutes_person ON vote_mutes (person_id);

-- +goose Down
DROP TABLE vote_mutes;
ALTER TABLE ballot_boxes DROP COLUMN published_at, DROP COLUMN shown;
