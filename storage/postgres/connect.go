package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dombot/internal/housing"
)

// connected is the outcome of a connection.
type connected struct {
	Name string `json:"name"`
}

// Connect links a proven account to the person and tells those who are linked
// already. It revives a suspended link and returns the person's name for the
// account, empty for a first link. A live link is a Conflict, with its name.
func (s *Accounts) Connect(
	ctx context.Context, o housing.Once, c housing.Connecting, now time.Time,
) (name string, err error) {
	if !slices.Contains(housing.Roles(), c.Role) {
		return "", refused("error.role_unknown")
	}
	var existing string
	done, err := once(ctx, s.DB, confirmed{"connect", o, now}, func(tx *Tx) (connected, error) {
		j := joining{tx: tx, person: c.Person, account: c.Account, role: c.Role, now: now}
		done, err := j.connect(ctx)
		existing = done.Name
		return done, err
	})
	if err != nil {
		return existing, fmt.Errorf("connect account: %w", err)
	}
	return done.Name, nil
}

// joining is one person on the way to one account.
type joining struct {
	tx      *Tx
	person  housing.PersonID
	account housing.AccountID
	role    housing.Role
	now     time.Time
}

const upsertLink = `
	INSERT INTO links (person_id, account_id, role, rights, since)
	VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (person_id, account_id) DO UPDATE
	SET role = excluded.role, rights = excluded.rights, since = excluded.since, suspended_at = NULL,
		invited = false, called = '', ends_at = NULL, warned = false
	RETURNING id, name`

func (j joining) connect(ctx context.Context) (connected, error) {
	if err := lockPerson(ctx, j.tx, j.person); err != nil {
		return connected{}, err
	}
	if err := lockAccount(ctx, j.tx, j.account); err != nil {
		return connected{}, err
	}
	if name, err := j.mayConnect(ctx); err != nil {
		return connected{Name: name}, err
	}
	var link struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	err := get(ctx, j.tx, &link, upsertLink,
		int64(j.person), int64(j.account), string(j.role), rightsArg(j.role.Rights()), j.now)
	if err != nil {
		return connected{}, fmt.Errorf("store link: %w", err)
	}
	if _, err := run(ctx, j.tx, deleteProof, int64(j.person), int64(j.account)); err != nil {
		return connected{}, fmt.Errorf("use up proof: %w", err)
	}
	if err := j.tellOthers(ctx, link.ID); err != nil {
		return connected{}, err
	}
	return connected{Name: link.Name}, audit(ctx, j.tx, deed{j.person, j.account, "link.connected", j.now})
}

const selectConsented = `
	SELECT EXISTS (SELECT 1 FROM consents WHERE person_id = $1 AND withdrawn_at IS NULL)`

// mayConnect returns the name of a link that lives already with its Conflict.
func (j joining) mayConnect(ctx context.Context) (name string, err error) {
	var old linkRow
	err = get(ctx, j.tx, &old, selectLink, int64(j.person), int64(j.account), j.now)
	if err != nil && !isNoRows(err) {
		return "", fmt.Errorf("find link: %w", err)
	}
	if err == nil && !old.SuspendedAt.Valid {
		return old.LinkName, conflict("error.already_connected")
	}
	if _, err := proven(ctx, j.tx, j.person, j.account, j.now); err != nil {
		return "", err
	}
	return "", consented(ctx, j.tx, j.person)
}

const selectOtherLinks = `
	SELECT l.id
	FROM links l
	WHERE l.account_id = $1 AND l.person_id <> $2 AND 'share' = ANY (l.rights) AND` + aliveAt + `$3`

func (j joining) tellOthers(ctx context.Context, link int64) error {
	var others []int64
	err := list(ctx, j.tx, &others, selectOtherLinks, int64(j.account), int64(j.person), j.now)
	if err != nil {
		return fmt.Errorf("list others: %w", err)
	}
	return tellLinks(ctx, j.tx, linkNotice{
		kind: housing.NoticeJoined, occasion: fmt.Sprintf("%d-%d", link, j.now.UnixNano()), at: j.now,
		args: map[string]string{"role": string(j.role), "link": strconv.FormatInt(link, 10)}, links: others,
	})
}
