package postgres_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// errNothing is how a list answers that has nothing for who asks.
var errNothing = errors.New("nothing is told")

// ifAny refuses nothing: it reports whether a list told something.
func ifAny[T any](all []T, err error) error {
	if err == nil && len(all) == 0 {
		return errNothing
	}
	return err
}

// without reports whether a map says nothing of an account.
func without[T any](of map[housing.AccountID]T, account housing.AccountID, err error) error {
	if _, told := of[account]; err == nil && !told {
		return errNothing
	}
	return err
}

// estate is an account with everything that there is to read of it and to do with it.
type estate struct {
	till
	hall
	inbox
	bureau
	appeals   *postgres.Appeals
	reminders *postgres.Reminders
	outages   *postgres.Outages
	signs     *postgres.SignIns
	meter     housing.MeterID
	picture   housing.PictureID
	loose     housing.PictureID // of no reading yet
	bill      housing.Bill
	payment   housing.PaymentID
	draft     housing.AppealID
	sent      housing.AppealID
	file      int64
	link      int64 // of the owner
	member    int64 // the link of one of the family
	invite    housing.InvitationID
	came      housing.InvitationID
	board     board
	after     time.Time // when everything is tried
}

func newEstate(t *testing.T) *estate {
	t.Helper()
	e := &estate{till: newTill(t), after: noon()}
	e.appeals, e.reminders = &postgres.Appeals{DB: e.db}, &postgres.Reminders{DB: e.db}
	e.outages, e.signs = &postgres.Outages{DB: e.db}, &postgres.SignIns{DB: e.db}
	ctx := e.ctx()
	page, err := e.readings.Page(ctx, e.anna, e.account, noon())
	must(t, err)
	e.meter = page.Lines[0].Meter.ID
	e.picture = e.keep(photo(e.anna, e.account, e.meter, "dial")).Picture
	e.save(pictured(november1(e.anna, e.account, e.meter, "130"), e.picture))
	e.loose = e.keep(photo(e.anna, e.account, page.Lines[1].Meter.ID, "dial")).Picture
	e.show(bill(october(), flat45, "3020.45"))
	e.bill = e.bills(e.anna)[0]
	e.payment = e.begin(e.anna, "10").ID
	house, nowhere := e.house("ленина 12").ID, ""
	write := func() housing.AppealID {
		id, err := e.appeals.Change(ctx, e.once(), housing.AppealChange{
			Person: e.anna, House: &house, Place: &nowhere, Topic: &housing.AppealTopic{Name: "Крыша"}, Add: "течёт",
			To:   &housing.Addressee{Organisation: e.org, Name: "УК"},
			File: &housing.AppealFile{Name: "акт.pdf", Kind: "pdf", Size: 4, Data: []byte("%PDF")},
		}, noon())
		must(t, err)
		return id
	}
	e.sent = write()
	_, err = e.appeals.Send(ctx, e.once(), housing.AppealSending{Person: e.anna, Appeal: e.sent}, noon())
	must(t, err)
	sent, err := e.appeals.Appeal(ctx, e.anna, e.sent)
	must(t, err)
	e.file, e.draft = sent.Files[0].ID, write()
	must(t, e.signs.Issue(ctx, e.anna, housing.HashToken("way"), noon()))
	e.link = int64(e.int("SELECT id FROM links WHERE person_id = $1", int64(e.anna)))
	e.member = e.invitedLink(e.person(70), family())
	_, e.invite = e.welcome(family())
	hash, came := e.welcome(family())
	_, err = e.family.Come(ctx, e.once(), housing.Coming{Person: e.person(71), Hash: hash, Word: "111"}, noon())
	must(t, err)
	e.came = came
	e.board = e.newBoard(e.anna, e.house("ленина 12").ID)
	e.receive(write())
	e.assemble()
	return e
}

func family() housing.Grant {
	return housing.Grant{Role: housing.Family, Rights: housing.Family.Preset()}
}

// welcome invites somebody and returns the secret of the link.
func (e *estate) welcome(g housing.Grant) (housing.TokenHash, housing.InvitationID) {
	e.t.Helper()
	hash := housing.HashToken(string(e.once()))
	must(e.t, e.family.Welcome(e.ctx(), e.once(), housing.Welcoming{
		Person: e.anna, Account: e.account, Grant: g, Called: "Мама", Hash: hash,
	}, noon()))
	return hash, housing.InvitationID(e.int("SELECT max(id) FROM link_invites"))
}

// invitedLink makes somebody a member of the household.
func (e *estate) invitedLink(p housing.PersonID, g housing.Grant) int64 {
	e.t.Helper()
	hash, id := e.welcome(g)
	_, err := e.family.Come(e.ctx(), e.once(), housing.Coming{Person: p, Hash: hash, Word: "222"}, noon())
	must(e.t, err)
	must(e.t, e.family.Admit(e.ctx(), e.once(), e.hosting(e.anna, 0, id), noon()))
	return int64(e.int("SELECT id FROM links WHERE person_id = $1 AND account_id = $2", int64(p), int64(e.account)))
}

func (e *estate) hosting(p housing.PersonID, link int64, i housing.InvitationID) housing.Hosting {
	return housing.Hosting{Person: p, Account: e.account, Link: link, Invitation: i}
}

// outsiders are those to whom the account is closed, each in an estate of their own.
func outsiders() map[string]func(e *estate) housing.PersonID {
	return map[string]func(e *estate) housing.PersonID{
		"a stranger with the secrets of one who was dismissed": func(e *estate) housing.PersonID {
			e.dismissed(e.person(81))
			return e.person(80)
		},
		"a neighbour": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.connectBy(e.mira(p))
			return p
		},
		"a tenant whose term is over": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.invitedLink(p, housing.Grant{
				Role: housing.Tenant, Rights: housing.Granted(), Until: housing.DateOf(noon()),
			})
			e.after = noon().AddDate(0, 0, 1) // nobody has swept yet
			e.exec("UPDATE links SET ends_at = '2026-11-23 04:59:00+00' WHERE person_id = $1", int64(p))
			return p
		},
		"a tenant who may only vote": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.invitedLink(p, housing.Grant{
				Role: housing.Guest, Rights: []housing.Right{housing.MayVote}, Until: housing.DateOf(noon()),
			})
			return p
		},
		"an operator of another organisation": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.employ(p, e.other)
			return p
		},
		"somebody who was dismissed": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.dismissed(p)
			return p
		},
		"an inspector of another region": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.exec(`INSERT INTO inspectors (person_id, region, since) VALUES ($1, 'Томская обл.', now())`, int64(p))
			e.exec(`INSERT INTO inspectors (person_id, region, since, removed_at)
				SELECT $1, region, now(), now() FROM houses LIMIT 1`, int64(p))
			return p
		},
		"somebody who was removed": func(e *estate) housing.PersonID {
			p := e.person(80)
			link := e.invitedLink(p, housing.Grant{Role: housing.Family, Rights: housing.Granted()})
			must(e.t, e.family.Remove(e.ctx(), e.once(), e.hosting(e.anna, link, 0), noon()))
			return p
		},
		"the old owner": func(e *estate) housing.PersonID {
			p := e.person(80)
			e.exec(`UPDATE accounts SET by_code = false`)
			e.connect(p)
			e.known(p, "before")
			record := townAccounts()[0]
			record.Holder = "Кузнецова Анна Ильинична"
			if report := e.importAccounts(record); report.Suspended == 0 {
				e.t.Fatal("the flat was not sold")
			}
			e.exec(`UPDATE links SET suspended_at = NULL WHERE person_id = $1`, int64(e.anna)) // the new one
			return p
		},
	}
}

// own are the methods that know a person's own rows alone, by the key of that
// person: nothing of another can be named to them.
func own() string {
	return `
		Appeals.AppealName Appeals.Change Appeals.Draft Chats.Chosen Mails.Address Mails.Ask Mails.Confirm
		Mails.Forget Mails.TellPaid Mails.Undelivered Operators.Offices Operators.Operates
		Organisations.Services People.Consent People.GiveConsent People.HasPhone People.KeepPhone People.Manner
		People.Veil People.WithdrawConsent Reminders.Unquiet SignIns.Identity SignIns.Issue SignIns.SignOut
		Stored.Erase WebLinks.IssueMine Wishes.Of Wishes.Wish Chats.Offices Outages.Mine Mailings.Going
		Accounts.Claim Accounts.Own Family.Opened Family.Come Appeals.Invited Appeals.Join Appeals.Shared
		Readings.Pending Ballots.Mute Forum.Relent`
}

// knowing are the methods that a secret opens to whoever has it, and what one asks of oneself.
const knowing = `Inspectors.Invited Inspectors.Join Inspectors.Inspects`

// listed are the methods that need no row, because of what a person may do with them.
func listed() []string { return strings.Fields(own() + " " + knowing) }

// stale lists what is listed, and no store has it.
func (e *estate) stale() []string {
	personal := e.personal()
	return slices.DeleteFunc(listed(), func(name string) bool { return slices.Contains(personal, name) })
}

// stores are those that know people.
func (e *estate) stores() []any {
	return []any{
		e.accounts, e.appeals, e.votes, &postgres.Chats{DB: e.db}, e.documents, e.family, e.houses, e.inspectors,
		e.meetings, e.hall.owners, e.protocols, e.papers, e.reception, &postgres.Sales{DB: e.db}, e.voting,
		&postgres.Licences{DB: e.db}, &postgres.Mailings{DB: e.db}, e.mails, &postgres.Operators{DB: e.db}, e.orgs,
		e.outages, e.payments, e.people, e.pictures, e.readings, e.register, e.reminders, e.requests, e.signs,
		&postgres.Stored{DB: e.db}, &postgres.Suspensions{DB: e.db}, &postgres.WebLinks{DB: e.db},
		&postgres.Wishes{DB: e.db}, &postgres.Forum{DB: e.db},
	}
}

// machines are the stores that nobody speaks to by name: what is sent, when, and once.
const machines = "CronRuns DB MailOutbox Outbox Outcomes UnfitError "

// missed lists the types with methods of their own that are in neither place.
func (e *estate) missed() (missed []string) {
	e.t.Helper()
	known := strings.Fields(machines)
	for _, s := range e.stores() {
		known = append(known, reflect.TypeOf(s).Elem().Name())
	}
	files, err := filepath.Glob("*.go")
	must(e.t, err)
	for _, f := range files {
		code, err := os.ReadFile(f)
		must(e.t, err)
		for _, m := range regexp.MustCompile(`(?m)^func \(\w+ \*([A-Z]\w*)\) [A-Z]`).FindAllSubmatch(code, -1) {
			if name := string(m[1]); !slices.Contains(append(known, missed...), name) {
				missed = append(missed, name)
			}
		}
	}
	return missed
}

// knowsPeople reports whether a parameter is a person, or holds one.
func knowsPeople(p reflect.Type) bool {
	person := reflect.TypeFor[housing.PersonID]()
	if p == person {
		return true
	}
	if p.Kind() != reflect.Struct {
		return false
	}
	for f := range p.NumField() {
		if p.Field(f).Type == person {
			return true
		}
	}
	return false
}

// personal lists the methods of the stores to which somebody is named.
func (e *estate) personal() []string {
	var names []string
	for _, s := range e.stores() {
		of := reflect.TypeOf(s)
		for i := range of.NumMethod() {
			m := of.Method(i)
			for in := 1; in < m.Type.NumIn(); in++ {
				if knowsPeople(m.Type.In(in)) {
					names = append(names, of.Elem().Name()+"."+m.Name)
					break
				}
			}
		}
	}
	return names
}

// Every read and every deed that there is, tried by everybody to whom the account is closed. A method that comes
// to a store needs a row here, or a place among those that know a person's own alone.
func TestEverythingIsRefusedToEverybodyElse(t *testing.T) {
	t.Parallel()
	for who, of := range outsiders() {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			e := newEstate(t)
			e.openBureau()
			p := of(e)
			rows, was := e.rows(), e.trace()
			for _, name := range e.personal() {
				try, there := rows[name]
				delete(rows, name)
				switch listed := listed(); {
				case !there && !slices.Contains(listed, name):
					t.Errorf("%s: nobody has said whom it refuses", name)
				case there && slices.Contains(listed, name):
					t.Errorf("%s: has a row and is in a list", name)
				case there && !slices.Contains(strings.Fields(allTheSame()[who]), name):
					e.refuses(name, try(e.ctx(), p))
				}
			}
			if tables := e.touched(was); len(tables) > 0 {
				t.Errorf("who is refused did something in %v", tables)
			}
			if missed := e.missed(); len(missed) > 0 {
				t.Errorf("the stores %v are not tried", missed)
			}
			for _, name := range append(slices.Sorted(maps.Keys(rows)), e.stale()...) {
				t.Errorf("%s: no store has it", name)
			}
			// Whose it is still may: nothing was done by those who were refused.
			page, err := e.readings.Page(e.ctx(), e.anna, e.account, noon())
			must(t, err)
			if got := page.Lines[0].Current.Values[0].String(); got != "130" {
				t.Errorf("the reading became %s", got)
			}
		})
	}
}

// allTheSame are the methods that somebody of the outsiders may all the same: those that a link is enough for,
// whatever its rights, and those of whoever works for any organisation, because what waits is of all.
func allTheSame() map[string]string {
	return map[string]string{
		"a tenant who may only vote": `Accounts.Connection Accounts.Connections Accounts.Rename Accounts.Disconnect
			Family.Household Stored.Of Stored.Looks`,
		"an operator of another organisation": `Suspensions.Standing Suspensions.End`,
	}
}

func (e *estate) refuses(name string, err error) {
	e.t.Helper()
	switch {
	case err == nil:
		e.t.Errorf("%s: is not refused", name)
	case !errors.Is(err, errNothing) && housing.KindOf(err) == housing.Internal:
		e.t.Errorf("%s: fails with %v", name, err)
	}
}

// tried is one read or deed, as it is tried.
type tried func(ctx context.Context, p housing.PersonID) error
