-- +goose Up
-- A topic of the forum that is shown in a group of neighbours and answered from there.
CREATE TABLE forum_mirrors (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic_id      bigint NOT NULL REFERENCES forum_topics ON DELETE CASCADE,
    house_chat_id bigint NOT NULL REFERENCES house_chats,
    thread_id     bigint NOT NULL DEFAULT 0, -- the topic of the group that is for it alone; 0: there is none
    since         timestamptz NOT NULL,
    ended_at      timestamptz
);
CREATE UNIQUE INDEX forum_mirrors_live ON forum_mirrors (topic_id) WHERE ended_at IS NULL;
CREATE INDEX forum_mirrors_topic ON forum_mirrors (topic_id);
CREATE INDEX forum_mirrors_chat ON forum_mirrors (house_chat_id) WHERE ended_at IS NULL;

-- What the bot writes to groups of mirrored topics: people answer these messages.
CREATE TABLE forum_mirrored (
    notice_id bigint PRIMARY KEY REFERENCES notices ON DELETE CASCADE,
    mirror_id bigint NOT NULL REFERENCES forum_mirrors ON DELETE CASCADE,
    post_id   bigint REFERENCES forum_posts ON DELETE CASCADE, -- NULL: the first, which tells of the topic
    changed   boolean NOT NULL DEFAULT false -- the message is to be brought up to date
);
CREATE INDEX forum_mirrored_mirror ON forum_mirrored (mirror_id);
CREATE INDEX forum_mirrored_post ON forum_mirrored (post_id);
CREATE INDEX forum_mirrored_changed ON forum_mirrored (notice_id) WHERE changed;

-- Where a message from a group was written, so that it is taken once and its author can change it.
ALTER TABLE forum_posts
    ADD COLUMN mirror_id    bigint REFERENCES forum_mirrors ON DELETE SET NULL,
    ADD COLUMN chat_message bigint,
    ADD COLUMN chat_user    bigint; -- the number of its author on the messenger
CREATE UNIQUE INDEX forum_posts_chat ON forum_posts (mirror_id, chat_message);
CREATE INDEX forum_posts_chat_user ON forum_posts (chat_user, at) WHERE chat_user IS NOT NULL;

-- Who may not answer from a group: moderators decide about those too who never wrote to the bot.
CREATE TABLE forum_chat_mutes (
    house_id    bigint NOT NULL REFERENCES houses,
    chat_user   bigint NOT NULL,
    muted_until timestamptz NOT NULL,
    PRIMARY KEY (house_id, chat_user)
);

-- +goose Down
DROP TABLE forum_chat_mutes;
ALTER TABLE forum_posts DROP COLUMN chat_user, DROP COLUMN chat_message, DROP COLUMN mirror_id;
DROP TABLE forum_mirrored;
DROP TABLE forum_mirrors;
