-- +goose Up
-- Works in houses by months: as they were planned, and as they were done.
CREATE TABLE works (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id    bigint NOT NULL REFERENCES houses,
    month       date NOT NULL, -- its first day
    work        text NOT NULL,
    unit        text NOT NULL,
    price       numeric,
    plan_volume numeric,
    plan_cost   numeric,
    volume      numeric,
    cost        numeric,
    finished_on date,
    act         text NOT NULL,
    acted_on    date,
    source      text NOT NULL,
    stated_on   date NOT NULL
);
CREATE UNIQUE INDEX works_key ON works (house_id, month, lower(work));

-- What residents say of works, one review each; no act of acceptance.
CREATE TABLE work_reviews (
    work_id   bigint NOT NULL REFERENCES works ON DELETE CASCADE,
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    good      boolean NOT NULL,
    words     text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (work_id, person_id)
);
CREATE INDEX work_reviews_person ON work_reviews (person_id);

-- +goose Down
DROP TABLE work_reviews;
DROP TABLE works;
