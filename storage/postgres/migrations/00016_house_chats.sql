-- +goose Up
ALTER TABLE house_chats
    ADD COLUMN organisation_id bigint NOT NULL REFERENCES organisations,
    ADD COLUMN kinds       text[] NOT NULL DEFAULT '{outages,meetings}',
    ADD COLUMN thread_id   bigint NOT NULL DEFAULT 0, -- the topic that is written to; 0: none
    ADD COLUMN topic       text NOT NULL DEFAULT '',  -- its name
    ADD COLUMN muted       boolean NOT NULL DEFAULT false, -- the bot may not write there
    ADD COLUMN pinned      boolean NOT NULL DEFAULT false, -- ‹Сейчас по дому› is
    ADD COLUMN told        text[] NOT NULL DEFAULT '{}', -- troubles that operators know of
    ADD COLUMN board_at    timestamptz, -- when ‹Сейчас по дому› changes next
    ADD COLUMN answered_at timestamptz, -- a question in the chat
    ADD COLUMN pointed_at  timestamptz; -- one that was answered by what is pinned
CREATE INDEX house_chats_organisation ON house_chats (organisation_id) WHERE removed_at IS NULL;
CREATE INDEX house_chats_board ON house_chats (board_at) WHERE removed_at IS NULL;

-- Residents whom an organisation trusts with the chats of a house.
CREATE TABLE chat_keepers (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       bigint NOT NULL REFERENCES people,
    house_id        bigint NOT NULL REFERENCES houses,
    organisation_id bigint NOT NULL REFERENCES organisations,
    name            text NOT NULL, -- as the operator calls the person
    since           timestamptz NOT NULL,
    removed_at      timestamptz
);
CREATE UNIQUE INDEX chat_keepers_live ON chat_keepers (person_id, house_id) WHERE removed_at IS NULL;
CREATE INDEX chat_keepers_organisation ON chat_keepers (organisation_id);

-- One-time links: a group is chosen by one, a resident is trusted by another.
CREATE TABLE chat_links (
    token_hash      bytea PRIMARY KEY,
    kind            text NOT NULL, -- group, keeper
    person_id       bigint NOT NULL REFERENCES people, -- who asked for it
    organisation_id bigint NOT NULL REFERENCES organisations,
    house_id        bigint REFERENCES houses, -- of a keeper
    name            text NOT NULL DEFAULT '', -- of a keeper
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    chat_id         bigint, -- of the group that it chose
    title           text NOT NULL DEFAULT '',
    thread_id       bigint NOT NULL DEFAULT 0,
    topic           text NOT NULL DEFAULT ''
);
CREATE INDEX chat_links_person ON chat_links (person_id, used_at);

-- The chat of the house is enough: no private copy of what it is told, unless it is dangerous.
ALTER TABLE people ADD COLUMN chat_enough boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE people DROP COLUMN chat_enough;
DROP TABLE chat_links;
DROP TABLE chat_keepers;
ALTER TABLE house_chats
    DROP COLUMN pointed_at,
    DROP COLUMN answered_at,
    DROP COLUMN board_at,
    DROP COLUMN told,
    DROP COLUMN pinned,
    DROP COLUMN muted,
    DROP COLUMN topic,
    DROP COLUMN thread_id,
    DROP COLUMN kinds,
    DROP COLUMN organisation_id;
