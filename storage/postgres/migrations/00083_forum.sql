-- +goose Up
-- The forum of a house. Nobody's name of the messenger is here.
CREATE TABLE forum_members (
    person_id   bigint NOT NULL REFERENCES people,
    house_id    bigint NOT NULL REFERENCES houses,
    flat        text NOT NULL DEFAULT '', -- shown by this number while the person is connected to it
    name        text NOT NULL DEFAULT '', -- or by this pseudonym
    name_key    text NOT NULL DEFAULT '',
    since       timestamptz NOT NULL,
    digest      boolean NOT NULL DEFAULT true,
    pings       boolean NOT NULL DEFAULT false,
    muted_until timestamptz,
    muted_for   text NOT NULL DEFAULT '',
    PRIMARY KEY (person_id, house_id),
    CHECK (flat = '' OR name = '')
);
CREATE UNIQUE INDEX forum_members_name ON forum_members (house_id, name_key) WHERE name_key <> '';

CREATE TABLE forum_topics (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    house_id   bigint NOT NULL REFERENCES houses,
    person_id  bigint REFERENCES people, -- who began it; NULL: was erased
    category   text NOT NULL,
    title      text NOT NULL,
    posts      integer NOT NULL DEFAULT 0, -- numbers that were given
    opened_at  timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    pinned_at  timestamptz,
    closed_at  timestamptz,
    hidden_at  timestamptz
);
CREATE INDEX forum_topics_house ON forum_topics (house_id, last_at DESC);
CREATE INDEX forum_topics_person ON forum_topics (person_id, opened_at);

CREATE TABLE forum_posts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic_id   bigint NOT NULL REFERENCES forum_topics ON DELETE CASCADE,
    number     integer NOT NULL,
    person_id  bigint REFERENCES people, -- NULL: was erased, or somebody in the chat of the house
    from_chat  boolean NOT NULL DEFAULT false,
    state      text NOT NULL CHECK (state IN ('shown', 'held', 'hidden', 'deleted')),
    reason     text NOT NULL DEFAULT '', -- why it is held or hidden
    text       text NOT NULL,
    quote_id   bigint REFERENCES forum_posts ON DELETE SET NULL,
    at         timestamptz NOT NULL,
    edited_at  timestamptz,
    UNIQUE (topic_id, number)
);
CREATE INDEX forum_posts_person ON forum_posts (person_id, at);
CREATE INDEX forum_posts_quote ON forum_posts (quote_id);

CREATE TABLE forum_photos (
    post_id bigint PRIMARY KEY REFERENCES forum_posts ON DELETE CASCADE,
    data    bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 409600)
);
ALTER TABLE forum_photos ALTER COLUMN data SET STORAGE EXTERNAL; -- JPEG does not get smaller

-- Up to which message a person has read a topic, and how it is followed.
CREATE TABLE forum_reads (
    person_id bigint NOT NULL REFERENCES people,
    topic_id  bigint NOT NULL REFERENCES forum_topics ON DELETE CASCADE,
    seen      integer NOT NULL DEFAULT 0,
    attention text NOT NULL DEFAULT '' CHECK (attention IN ('', 'follow', 'mute')),
    PRIMARY KEY (person_id, topic_id)
);
CREATE INDEX forum_reads_topic ON forum_reads (topic_id);

-- +goose Down
DROP TABLE forum_reads;
DROP TABLE forum_photos;
DROP TABLE forum_posts;
DROP TABLE forum_topics;
DROP TABLE forum_members;
