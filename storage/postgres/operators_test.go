package postgres_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// staff is a town with operators and links.
type staff struct {
	*town
	operators *postgres.Operators
	links     *postgres.WebLinks
}

func newStaff(tb testing.TB) *staff {
	tb.Helper()
	w := newTown(tb)
	return &staff{w, &postgres.Operators{DB: w.db}, &postgres.WebLinks{DB: w.db}}
}

func (o *staff) ctx() context.Context { return o.t.Context() }

func (o *staff) token() housing.TokenHash {
	o.t.Helper()
	token, err := housing.NewToken(rand.Reader)
	must(o.t, err)
	return housing.HashToken(token)
}

func (o *staff) person(user int64) housing.PersonID {
	o.t.Helper()
	p, err := o.people.Enter(o.ctx(), bot, user, user, noon())
	must(o.t, err)
	return p
}

// invite issues an invitation and returns what is known of its token.
func (o *staff) invite() housing.TokenHash {
	o.t.Helper()
	hash := o.token()
	must(o.t, o.operators.Hire(o.ctx(), housing.Hiring{
		Organisation: o.org, Name: "Ольга", Role: housing.StaffOperator, Hash: hash, Issued: noon(),
	}))
	return hash
}

// hired returns a person who is an operator.
func (o *staff) hired() housing.PersonID {
	o.t.Helper()
	p := o.person(1)
	_, err := o.operators.Join(o.ctx(), o.once(), p, o.invite(), noon())
	must(o.t, err)
	return p
}

func wantRefusal(tb testing.TB, err error, text string) {
	tb.Helper()
	if known, ok := errors.AsType[*housing.Error](err); !ok || known.Text != text {
		tb.Errorf("error %v, want %s", err, text)
	}
}

func TestInvitationOfAnOperatorIsUsedByOne(t *testing.T) {
	t.Parallel()
	o := newStaff(t)
	hash := o.invite()
	people := []housing.PersonID{o.person(1), o.person(2), o.person(3), o.person(4)}
	failures := make([]error, len(people))
	var all sync.WaitGroup
	for i, p := range people {
		once := o.once()
		all.Go(func() { _, failures[i] = o.operators.Join(t.Context(), once, p, hash, noon()) })
	}
	all.Wait()

	won := 0
	for i, p := range people {
		is, err := o.operators.Operates(t.Context(), p)
		must(t, err)
		if is != (failures[i] == nil) {
			t.Errorf("person %d is operator: %t, error %v", i, is, failures[i])
		}
		if failures[i] == nil {
			won++
			continue
		}
		wantRefusal(t, failures[i], "operator.invite_used")
	}
	if won != 1 {
		t.Errorf("%d people became operator by one invitation", won)
	}
}

func TestInvitationTellsWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	o := newStaff(t)
	hash, anna, boris := o.invite(), o.person(1), o.person(2)

	_, err := o.operators.Hired(t.Context(), anna, o.token(), noon())
	wantRefusal(t, err, "operator.invite_unknown")
	_, err = o.operators.Join(t.Context(), o.once(), anna, hash, noon().Add(24*time.Hour))
	wantRefusal(t, err, "operator.invite_late")
	h, err := o.operators.Hired(t.Context(), anna, hash, noon().Add(24*time.Hour-time.Second))
	must(t, err)
	if h.Organisation.ID != o.org || h.Already {
		t.Errorf("the invitation is to %+v", h)
	}
	_, err = o.operators.Join(t.Context(), o.once(), anna, hash, noon())
	must(t, err)
	_, err = o.operators.Hired(t.Context(), boris, hash, noon())
	wantRefusal(t, err, "operator.invite_used")
	if h, err = o.operators.Hired(t.Context(), anna, hash, noon()); err != nil || !h.Already {
		t.Errorf("who became operator by it reads %+v, %v", h, err)
	}
}

func TestOperatorIsListedUntilRemoved(t *testing.T) {
	t.Parallel()
	o := newStaff(t)
	anna := o.hired()
	all, err := o.operators.Of(t.Context(), o.org)
	must(t, err)
	if len(all) != 1 || all[0].Name != "Ольга" || all[0].User != 1 {
		t.Fatalf("operators: %+v", all)
	}
	other, _, err := o.orgs.Add(t.Context(), "5400000016", "Другая", "", noon())
	must(t, err)
	leaves := housing.Managing{Organisation: other, Operator: all[0].ID}
	wantRefusal(t, o.operators.Dismiss(t.Context(), o.once(), leaves, noon()), "cli.operator_unknown")

	hash := o.token()
	link := housing.WebLink{Kind: housing.WebUpload, Purpose: housing.WebMeters, Person: anna, Organisation: housing.Organisation{ID: o.org}}
	must(t, o.links.Issue(t.Context(), link, hash, noon()))
	leaves.Organisation = o.org
	must(t, o.operators.Dismiss(t.Context(), o.once(), leaves, noon()))

	if is, err := o.operators.Operates(t.Context(), anna); err != nil || is {
		t.Errorf("removed and still operator: %t, %v", is, err)
	}
	_, err = o.links.Use(t.Context(), housing.WebUpload, hash, noon())
	wantRefusal(t, err, "operator.not_yours")
	wantRefusal(t, o.links.Issue(t.Context(), link, o.token(), noon()), "operator.not_yours")
	_, err = o.operators.Loaded(t.Context(), anna, o.org, november())
	wantRefusal(t, err, "operator.not_yours")
	_, err = o.operators.Publish(t.Context(), o.once(), housing.Publishing{Organisation: o.org, Period: november(), By: anna}, noon())
	wantRefusal(t, err, "operator.not_yours")
	o.hired() // and may be invited again
}

func TestLinkIsUsedOnce(t *testing.T) {
	t.Parallel()
	o := newStaff(t)
	hash, anna := o.token(), o.hired()
	must(t, o.links.Issue(t.Context(), housing.WebLink{
		Kind: housing.WebDownload, Purpose: housing.WebReadings, Person: anna,
		Organisation: housing.Organisation{ID: o.org}, Period: november(), All: true,
	}, hash, noon()))

	_, err := o.links.Peek(t.Context(), housing.WebUpload, hash, noon())
	wantRefusal(t, err, "web.link_unknown")
	_, err = o.links.Use(t.Context(), housing.WebDownload, hash, noon().Add(15*time.Minute))
	wantRefusal(t, err, "web.link_late")
	const tries = 8
	won := make([]housing.WebLink, tries)
	failures := make([]error, tries)
	var all sync.WaitGroup
	for i := range tries {
		all.Go(func() { won[i], failures[i] = o.links.Use(t.Context(), housing.WebDownload, hash, noon()) })
	}
	all.Wait()
	n := 0
	for i, err := range failures {
		if err != nil {
			wantRefusal(t, err, "web.link_used")
			continue
		}
		n++
		if l := won[i]; l.Person != anna || l.Period != november() || !l.All || l.Organisation.ID != o.org {
			t.Errorf("the link is %+v", l)
		}
	}
	if n != 1 {
		t.Errorf("%d of %d used the link", n, tries)
	}
	_, err = o.links.Peek(t.Context(), housing.WebDownload, hash, noon())
	wantRefusal(t, err, "web.link_used")
}

func TestFileOfALinkIsTakenOnceAndForgotten(t *testing.T) {
	t.Parallel()
	o := newStaff(t)
	result := housing.WebLink{
		Kind: housing.WebDownload, Purpose: housing.WebResult, Person: o.hired(), Organisation: housing.Organisation{ID: o.org},
	}
	hash := o.token()
	must(t, o.links.Keep(t.Context(), result, housing.WebFile{Name: "a.xlsx", Data: []byte("rows")}, hash, noon()))
	l, err := o.links.Use(t.Context(), housing.WebDownload, hash, noon())
	must(t, err)
	f, err := o.links.Take(t.Context(), l.ID)
	must(t, err)
	if f.Name != "a.xlsx" || string(f.Data) != "rows" {
		t.Errorf("took %q: %q", f.Name, f.Data)
	}
	_, err = o.links.Take(t.Context(), l.ID)
	wantRefusal(t, err, "web.link_used")

	must(t, o.links.Keep(t.Context(), result, housing.WebFile{Name: "b.xlsx", Data: []byte("rows")}, o.token(), noon()))
	must(t, o.links.Forget(t.Context(), noon().Add(time.Hour)))
	db, err := sql.Open("postgres", o.url)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	var left int
	must(t, db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM web_links) + (SELECT count(*) FROM web_files)`).Scan(&left))
	if left != 0 {
		t.Errorf("%d rows are left of links that ended", left)
	}
}
