package account

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

var errStore = errors.New("no answer")

// flats are a [Household] under a name that is none of its methods.
type flats interface{ Household }

// office is a store of prepared answers that notes how it is asked.
type office struct {
	Accounts
	flats
	proof housing.Proof
	claim housing.Claim
	asked housing.Request
	role  housing.Role
	name  string
	once  housing.Once
	fail  error
	slips map[string]housing.Slip
}

func (o *office) Slip(_ context.Context, file string) (housing.Slip, error) {
	slip, ok := o.slips[file]
	if !ok {
		return slip, &housing.Error{Kind: housing.Refused, Text: "code.none"}
	}
	return slip, o.fail
}

func (o *office) Claim(
	_ context.Context, once housing.Once, c housing.Claim, _ time.Time,
) (housing.Proof, error) {
	o.once, o.claim = once, c
	return o.proof, o.fail
}

func (o *office) Connect(_ context.Context, once housing.Once, c housing.Connecting, _ time.Time) (string, error) {
	o.once, o.role = once, c.Role
	return "", o.fail
}

func (o *office) Rename(_ context.Context, _ housing.Once, _ housing.PersonID, _ housing.AccountID, name string) error {
	o.name = name
	return o.fail
}

func (o *office) File(
	_ context.Context, once housing.Once, r housing.Request, _ time.Time,
) (string, housing.Organisation, error) {
	o.once, o.asked = once, r
	return "З-7", housing.Organisation{Name: "УК «Уют»", Phone: "+7 3022 00-00-00"}, o.fail
}

func (o *office) House(context.Context, housing.HouseID) (housing.House, error) {
	return home(), o.fail
}

func (o *office) Disconnect(context.Context, housing.Once, housing.PersonID, housing.AccountID, time.Time) error {
	return o.fail
}

func home() housing.House {
	return housing.House{
		ID: 3, Organisation: housing.Organisation{Name: "УК «Уют»"},
		Address: housing.Address{Settlement: "г. Чита", Street: "ул. Ленина", Number: "12", Building: "2"},
	}
}

// nothingDue has no bills.
type nothingDue struct{}

func (nothingDue) Due(context.Context, housing.PersonID) (map[housing.AccountID]decimal.Decimal, error) {
	return nil, nil
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func ports(tb testing.TB, o *office) Ports {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return Ports{
		Accounts: o, Houses: o, Household: o, Requests: o, Receipts: o, Texts: catalogue, HandIn: "readings", History: "history",
		Family: "family",
		Bills:  nothingDue{},
	}
}

func connecter(tb testing.TB, o *office) connect {
	tb.Helper()
	p := ports(tb, o)
	return connect{p, p.Texts}
}

func carder(tb testing.TB, o *office) card {
	tb.Helper()
	p := ports(tb, o)
	return card{p, p.Texts}
}

// chosen is a scene in which the house and the number are known.
func chosen() scene {
	return scene{
		Person: dialogs.Person{ID: 7}, Once: "once",
		Draft: draft{House: 3, Number: housing.Number{Kind: housing.AccountNumber, Value: "1203045"}, Role: housing.Owner},
	}
}

func connection(name string, suspended bool) housing.Connection {
	return housing.Connection{
		Account: housing.Account{ID: 9, House: home(), Premises: "45", Number: "1203045"},
		Name:    name, Role: housing.Family, Suspended: suspended, Rights: housing.Family.Rights(),
	}
}

func typed(text string) dialogs.Input { return dialogs.Input{Text: text} }

func pressed(do, arg string) dialogs.Input { return dialogs.Input{Act: dialogs.Act{Do: do, Arg: arg}} }

func printed(s dialogs.Screen) string { return console.Render(s) }

func wants(t *testing.T, shown string, parts ...string) {
	t.Helper()
	shown = strings.ReplaceAll(shown, "\u00a0", " ")
	for _, p := range parts {
		if !strings.Contains(shown, p) {
			t.Errorf("want %q in:\n%s", p, shown)
		}
	}
}
