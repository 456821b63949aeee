-- +goose Up
-- People who work for an organisation. Who leaves stays as history.
CREATE TABLE operators (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id       bigint NOT NULL REFERENCES people,
    organisation_id bigint NOT NULL REFERENCES organisations,
    name            text NOT NULL DEFAULT '',
    since           timestamptz NOT NULL,
    removed_at      timestamptz
);
CREATE UNIQUE INDEX operators_live ON operators (person_id, organisation_id) WHERE removed_at IS NULL;
CREATE INDEX operators_organisation ON operators (organisation_id);

-- Of a token its hash alone is known.
CREATE TABLE operator_invites (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES organisations,
    name            text NOT NULL DEFAULT '',
    token_hash      bytea NOT NULL UNIQUE,
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    used_by         bigint REFERENCES people
);

CREATE TABLE web_links (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash      bytea NOT NULL UNIQUE,
    kind            text NOT NULL, -- upload, download
    purpose         text NOT NULL, -- accounts, meters, charges, verdicts; readings, result
    person_id       bigint NOT NULL REFERENCES people,
    organisation_id bigint NOT NULL REFERENCES organisations,
    period          date, -- of readings
    everything      boolean NOT NULL DEFAULT false, -- of readings: also those taken before
    issued_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz
);
CREATE INDEX web_links_expires ON web_links (expires_at);

-- What a download hands out if it was made before; gone with its link.
CREATE TABLE web_files (
    link_id bigint PRIMARY KEY REFERENCES web_links ON DELETE CASCADE,
    name    text NOT NULL,
    content bytea NOT NULL
);

-- +goose Down
DROP TABLE web_files;
DROP TABLE web_links;
DROP TABLE operator_invites;
DROP TABLE operators;
