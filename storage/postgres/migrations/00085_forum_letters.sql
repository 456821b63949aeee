-- +goose Up
-- Letters between neighbours of a house. Neither side is shown to the other: who writes knows a flat, who gets
-- it a house.
ALTER TABLE forum_members ADD COLUMN letters boolean NOT NULL DEFAULT true; -- of neighbours are wanted

CREATE TABLE forum_talks (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id  bigint NOT NULL REFERENCES houses,
    flat      text NOT NULL, -- as it was asked for: nobody need live there
    person_id bigint NOT NULL REFERENCES people, -- who began it
    opened_at timestamptz NOT NULL,
    last_at   timestamptz NOT NULL
);
CREATE INDEX forum_talks_person ON forum_talks (person_id, opened_at);
CREATE INDEX forum_talks_house ON forum_talks (house_id);
CREATE INDEX forum_talks_last ON forum_talks (last_at);

-- Who takes part: who began it, and those of the flat who got the first letter. Whoever refuses leaves.
CREATE TABLE forum_talkers (
    talk_id   bigint NOT NULL REFERENCES forum_talks ON DELETE CASCADE,
    person_id bigint NOT NULL REFERENCES people,
    begun     boolean NOT NULL,
    PRIMARY KEY (talk_id, person_id)
);
CREATE INDEX forum_talkers_person ON forum_talkers (person_id);

CREATE TABLE forum_letters (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    talk_id       bigint NOT NULL REFERENCES forum_talks ON DELETE CASCADE,
    person_id     bigint NOT NULL REFERENCES people,
    answer        boolean NOT NULL, -- of the flat
    text          text NOT NULL,
    at            timestamptz NOT NULL,
    complained_at timestamptz,
    settled_at    timestamptz
);
CREATE INDEX forum_letters_talk ON forum_letters (talk_id, id);
CREATE INDEX forum_letters_person ON forum_letters (person_id, at);

-- Whose letters a person does not want.
CREATE TABLE forum_refusals (
    person_id   bigint NOT NULL REFERENCES people,
    from_person bigint NOT NULL REFERENCES people,
    at          timestamptz NOT NULL,
    PRIMARY KEY (person_id, from_person)
);
CREATE INDEX forum_refusals_from ON forum_refusals (from_person);

-- +goose Down
DROP TABLE forum_refusals;
DROP TABLE forum_letters;
DROP TABLE forum_talkers;
DROP TABLE forum_talks;
ALTER TABLE forum_members DROP COLUMN letters;
