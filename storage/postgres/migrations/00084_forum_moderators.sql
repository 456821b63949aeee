-- +goose Up
-- Who looks after the forum of a house beside the administrators of its organisation.
CREATE TABLE forum_moderators (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    house_id        bigint NOT NULL REFERENCES houses,
    person_id       bigint NOT NULL REFERENCES people,
    name            text NOT NULL, -- as the organisation calls the person
    since           timestamptz NOT NULL,
    removed_at      timestamptz
);
CREATE UNIQUE INDEX forum_moderators_live ON forum_moderators (house_id, person_id) WHERE removed_at IS NULL;
CREATE INDEX forum_moderators_person ON forum_moderators (person_id);

CREATE TABLE forum_invites (
    token_hash      bytea PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    house_id        bigint NOT NULL REFERENCES houses,
    name            text NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz
);

CREATE TABLE forum_complaints (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id    bigint NOT NULL REFERENCES forum_posts ON DELETE CASCADE,
    person_id  bigint REFERENCES people, -- NULL: was erased
    reason     text NOT NULL,
    at         timestamptz NOT NULL,
    settled_at timestamptz,
    UNIQUE (post_id, person_id)
);
CREATE INDEX forum_complaints_person ON forum_complaints (person_id, at);
CREATE INDEX forum_complaints_open ON forum_complaints (post_id) WHERE settled_at IS NULL;
CREATE INDEX forum_posts_held ON forum_posts (topic_id) WHERE state = 'held';

-- +goose Down
DROP INDEX forum_posts_held;
DROP TABLE forum_complaints;
DROP TABLE forum_invites;
DROP TABLE forum_moderators;
