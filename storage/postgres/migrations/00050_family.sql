-- +goose Up
-- Somebody of the household invites, approves who came, and says for what and until when.
ALTER TABLE links ADD COLUMN invited boolean NOT NULL DEFAULT false; -- false: proved the account
ALTER TABLE links ADD COLUMN called text NOT NULL DEFAULT ''; -- by those who invite
ALTER TABLE links ADD COLUMN ends_at timestamptz; -- the moment after the last day; NULL: no term
ALTER TABLE links ADD COLUMN warned boolean NOT NULL DEFAULT false; -- told that the term ends
CREATE INDEX links_ends ON links (ends_at) WHERE ends_at IS NOT NULL;
UPDATE links SET rights = array_append(rights, 'invite') WHERE role IN ('owner', 'social_tenant');

-- Invitations that wait: for somebody to come, then for the household to decide.
CREATE TABLE link_invites (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts,
    token_hash bytea NOT NULL UNIQUE,
    called     text NOT NULL,
    role       text NOT NULL,
    rights     text[] NOT NULL,
    ends_at    timestamptz,
    invited_by bigint NOT NULL REFERENCES people,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    came_by    bigint REFERENCES people, -- NULL: nobody came yet
    word       text NOT NULL DEFAULT '' -- both read it, so that they know who it is
);
CREATE INDEX link_invites_account ON link_invites (account_id);
CREATE INDEX link_invites_invited_by ON link_invites (invited_by);
CREATE INDEX link_invites_came_by ON link_invites (came_by) WHERE came_by IS NOT NULL;
CREATE INDEX link_invites_expires ON link_invites (expires_at);

-- The numbers of the meters are known to people who are not to connect by them:
-- a code or СНИЛС alone proves the account.
ALTER TABLE accounts ADD COLUMN by_code boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE accounts DROP COLUMN by_code;
DROP TABLE link_invites;
UPDATE links SET rights = array_remove(rights, 'invite');
DROP INDEX links_ends;
DELETE FROM links WHERE invited;
ALTER TABLE links DROP COLUMN warned;
ALTER TABLE links DROP COLUMN ends_at;
ALTER TABLE links DROP COLUMN called;
ALTER TABLE links DROP COLUMN invited;
