-- +goose Up
-- Paper decisions that were entered in place of ones that were entered wrongly; without answers: those were taken back.
CREATE TABLE ballot_corrections (
    meeting_id bigint NOT NULL,
    seq        bigint NOT NULL,
    corrects   bigint NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (meeting_id, seq),
    UNIQUE (meeting_id, corrects),
    FOREIGN KEY (meeting_id, seq) REFERENCES ballots,
    FOREIGN KEY (meeting_id, corrects) REFERENCES ballots
);

-- +goose Down
DROP TABLE ballot_corrections;
