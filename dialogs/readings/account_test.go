package readings

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs/pick"
	"dombot/internal/housing"
)

func connection(id housing.AccountID, name string) housing.Connection {
	return housing.Connection{Rights: housing.Owner.Rights(), Account: housing.Account{
		ID: id, Premises: "45", House: housing.House{Address: housing.Address{Street: "ул. Ленина", Number: "12"}},
	}, Name: name}
}

func TestTheQuestionWhichFlat(t *testing.T) {
	t.Parallel()
	step := flow(t).account()
	two := choice{
		links:   []housing.Connection{connection(9, "Дом"), connection(10, "")},
		pending: map[housing.AccountID]int{9: 3, 10: 0},
	}
	wants(t, printed(step.Show(scene{}, two)), "По какой квартире?", "[Дом · осталось 3]", "[Ленина, 12, кв. 45 · всё передано]")
	wants(t, printed(step.Show(scene{}, choice{})), "подключите лицевой счёт", "[Подключить лицевой счёт]")

	if _, skip := step.Skip(scene{}, two); skip {
		t.Error("a choice of two is passed over")
	}
	if m, skip := step.Skip(scene{}, choice{links: two.links[:1]}); !skip || m.Draft.Account != 9 || m.To != "page" {
		t.Errorf("a choice of one: skip %v, %+v", skip, m)
	}
	if m, skip := step.Skip(typing(), two); !skip || m.Draft.Account != account {
		t.Errorf("the flat is known: skip %v, %+v", skip, m)
	}
	if m := step.Decide(scene{}, two, pressed("account", "10")); m.To != "page" || m.Draft.Account != 10 {
		t.Errorf("a flat leads to %+v", m)
	}
	if m := step.Decide(scene{}, two, pressed("connect", "")); m.Call == nil || m.Call.Flow != "account" {
		t.Errorf("connecting leads to %+v", m)
	}
	if m := step.Decide(scene{}, two, typed(" дом ")); m.To != "page" || m.Draft.Account != 9 {
		t.Errorf("the name of a flat leads to %+v", m)
	}
	if m := step.Decide(scene{}, two, typed("гараж")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
	if m := step.Decide(scene{}, choice{}, typed("хвс 5")); !m.Unknown {
		t.Errorf("a line without a flat means %+v", m)
	}
	if m := step.Decide(scene{}, two, typed("хвс 5")); m.Draft.Line != "хвс 5" || m.Draft.From != fromMenu {
		t.Errorf("a line leads to %+v", m)
	}
	if m := step.Resume(scene{}, json.RawMessage("12")); m.Draft.Account != 12 || m.To != "" {
		t.Errorf("a connected account leads to %+v", m)
	}
	if m := step.Resume(scene{}, nil); m.Draft.Account != 0 {
		t.Errorf("nothing was connected, and yet %+v", m)
	}
}

// flats is a store of several flats of one person.
type flats struct {
	Readings
	links []housing.Connection
	pages map[housing.AccountID]housing.Page
	fail  error
}

func (f flats) Connections(context.Context, housing.PersonID) ([]housing.Connection, error) {
	return f.links, nil
}

func (f flats) Pending(context.Context, housing.PersonID, time.Time) (map[housing.AccountID]int, error) {
	pending := map[housing.AccountID]int{}
	for id := range f.pages {
		pending[id] = 2
	}
	return pending, nil
}

func (f flats) Page(
	_ context.Context, _ housing.PersonID, id housing.AccountID, _ time.Time,
) (housing.Page, error) {
	return f.pages[id], f.fail
}

// threeFlats are a home without gas, a cottage with gas and no hot water, a
// flat that is suspended, and one in which readings may not be given.
func threeFlats() flats {
	home, cottage := page(), page()
	home.Name, cottage.Name = "Дом", "Дача на реке"
	gas := line(21, housing.Gas, values("500"), values("480"))
	cottage.Lines = []housing.Line{cottage.Lines[0], gas}
	suspended := connection(11, "Старая")
	suspended.Suspended = true
	return flats{
		links: []housing.Connection{connection(9, "Дом"), connection(10, "Дача на реке"), suspended, connection(12, "Чужая")},
		pages: map[housing.AccountID]housing.Page{9: home, 10: cottage},
	}
}

func TestALineIsForTheFlatWhoseMetersFit(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]housing.AccountID{
		"хвс 125":            {9, 10},
		"хвс 125 гвс 82":     {9},
		"газ 510":            {10},
		"хвс 125 газ 510":    {10},
		"гвс 82 газ 510":     nil,
		"дача хвс 125":       {10},
		"дом: хвс 125":       {9},
		"дача гвс 82":        {10}, // which has no hot water, and says so
		"хвс 125 пожалуйста": {9, 10},
		"отопление 5":        {9},
		"спасибо":            nil,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			h := flow(t)
			store := threeFlats()
			h.Readings, h.Accounts = store, store
			s := scene{Draft: open(pick.AccountArgs{Line: line})}

			c, err := h.account().Load(t.Context(), s)

			if err != nil || len(c.links) != 3 {
				t.Fatalf("links %v, error %v", c.links, err)
			}
			if diff := cmp.Diff(want, c.meant); diff != "" {
				t.Errorf("meant (-want +got):\n%s", diff)
			}
			m, skip := h.account().Skip(s, c)
			if skip != (len(want) == 1) || skip && (m.To != "line" || m.Draft.Account != want[0]) {
				t.Errorf("skip %v, %+v", skip, m)
			}
		})
	}
}

func TestOnlyTheFlatsThatALineFitsAreOffered(t *testing.T) {
	t.Parallel()
	step := flow(t).account()
	c := choice{
		links:   []housing.Connection{connection(9, "Дом"), connection(10, "Дача"), connection(12, "Третья")},
		pending: map[housing.AccountID]int{9: 2, 10: 1, 12: 1}, meant: []housing.AccountID{9, 10},
	}
	s := scene{Draft: open(pick.AccountArgs{Line: "хвс 125"})}
	screen := step.Show(s, c)
	wants(t, printed(screen), "По какой квартире?\nВы написали: «хвс 125».", "[Дом · осталось 2]", "[Дача · осталось 1]")
	if len(screen.Rows) != 2 {
		t.Errorf("rows = %v", screen.Rows)
	}
	if m := step.Decide(s, c, pressed("account", "10")); m.To != "line" || m.Draft.Account != 10 || m.Draft.Line == "" {
		t.Errorf("a flat leads to %+v", m)
	}
	if half, ok := flow(t).half(s.Draft); !ok || half != "показания («хвс 125»)" {
		t.Errorf("half = %q, %v", half, ok)
	}
}

func TestAFlatThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	h, store := flow(t), threeFlats()
	store.fail = errors.New("no answer")
	h.Readings, h.Accounts = store, store
	if _, err := h.account().Load(t.Context(), scene{Draft: open(pick.AccountArgs{Line: "хвс 5"})}); err == nil {
		t.Error("the error is lost")
	}
}
