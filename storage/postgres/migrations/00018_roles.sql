-- +goose Up
-- What a person may do for an organisation: admin hires and dismisses, operator acts, viewer looks.
ALTER TABLE operators ADD COLUMN role text NOT NULL DEFAULT 'operator';
ALTER TABLE operators ADD COLUMN shift_since timestamptz; -- on shift since then; NULL: is not

ALTER TABLE operator_invites ADD COLUMN role text NOT NULL DEFAULT 'operator';
ALTER TABLE operator_invites ADD COLUMN issued_by bigint REFERENCES people; -- NULL: the command line
ALTER TABLE operator_invites ADD COLUMN revoked_at timestamptz;
CREATE INDEX operator_invites_organisation ON operator_invites (organisation_id);

-- Who manages a house from which day on and before which, by the clock of the
-- house. Terms of a house follow one another without gaps.
CREATE TABLE house_terms (
    house_id        bigint NOT NULL REFERENCES houses,
    organisation_id bigint NOT NULL REFERENCES organisations,
    from_on         date NOT NULL,
    until_on        date NOT NULL,
    PRIMARY KEY (house_id, from_on),
    UNIQUE (house_id, until_on),
    CHECK (from_on < until_on)
);
CREATE INDEX house_terms_organisation ON house_terms (organisation_id);
CREATE INDEX house_terms_passes ON house_terms (from_on) WHERE from_on > '-infinity';
INSERT INTO house_terms (house_id, organisation_id, from_on, until_on)
SELECT id, organisation_id, '-infinity', 'infinity'
FROM houses;

-- The journal of an organisation: with what it was done, and what changed.
ALTER TABLE audit ADD COLUMN organisation_id bigint;
ALTER TABLE audit ADD COLUMN subject text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN was text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN became text NOT NULL DEFAULT '';
CREATE INDEX audit_organisation ON audit (organisation_id, id) WHERE organisation_id IS NOT NULL;

-- +goose Down
DROP INDEX audit_organisation;
ALTER TABLE audit DROP COLUMN became;
ALTER TABLE audit DROP COLUMN was;
ALTER TABLE audit DROP COLUMN subject;
ALTER TABLE audit DROP COLUMN organisation_id;
DROP TABLE house_terms;
DROP INDEX operator_invites_organisation;
ALTER TABLE operator_invites DROP COLUMN revoked_at;
ALTER TABLE operator_invites DROP COLUMN issued_by;
ALTER TABLE operator_invites DROP COLUMN role;
ALTER TABLE operators DROP COLUMN shift_since;
ALTER TABLE operators DROP COLUMN role;
