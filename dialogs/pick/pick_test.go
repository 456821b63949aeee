package pick

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/dialogs/console"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// town is a directory of a few streets.
type town struct{ Houses }

func (town) Regions(context.Context) ([]string, error) {
	return []string{"Забайкальский край"}, nil
}

func (town) Settlements(_ context.Context, region string) ([]string, error) {
	return []string{"г. Чита", "с. Верх-" + region}, nil
}

func (town) Streets(_ context.Context, region, settlement string) ([]string, error) {
	return nil, fmt.Errorf("streets of %s, %s", region, settlement)
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func directory(tb testing.TB) address {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return address{town{}, catalogue}
}

func houses(n int) []housing.House {
	all := make([]housing.House, n)
	for i := range all {
		all[i] = housing.House{ID: housing.HouseID(i + 1), Address: housing.Address{
			Settlement: "г. Чита", Street: "ул. Ленина", Number: strconv.Itoa(i + 1),
		}}
	}
	return all
}

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

func pressed(do, arg string) dialogs.Input { return dialogs.Input{Act: dialogs.Act{Do: do, Arg: arg}} }

func TestATypedAddressIsLookedFor(t *testing.T) {
	t.Parallel()
	a := directory(t)
	s := addressScene{Draft: addressDraft{Heading: "account.address_heading", Region: "край", Page: 3}}
	for text, ok := range map[string]bool{
		"ленина 12": true, "ул Ленена 5": true, "": false, "   ": false, "!!!": false,
		strings.Repeat("ж", 200): true, strings.Repeat("ж", 201): false,
	} {
		m := a.typed().Decide(s, struct{}{}, dialogs.Input{Text: text})
		switch {
		case ok && (m.To != "found" || m.Draft.Query != text || m.Draft.Page != 0):
			t.Errorf("%.20q leads to %q with %+v", text, m.To, m.Draft)
		case !ok && (!m.Refused || m.To != "" || m.Draft != s.Draft):
			t.Errorf("%.20q is taken: %+v", text, m)
		}
	}
	m := a.typed().Decide(s, struct{}{}, pressed("directory", ""))
	if diff := cmp.Diff(addressDraft{Heading: s.Draft.Heading}, m.Draft); diff != "" || m.To != "region" {
		t.Errorf("the directory leads to %q with (-want +got):\n%s", m.To, diff)
	}
	if m := a.typed().Decide(s, struct{}{}, pressed("nonsense", "")); !m.Unknown {
		t.Errorf("an unknown key means %+v", m)
	}
}

func TestWhatTheSearchFoundIsChosenFrom(t *testing.T) {
	t.Parallel()
	a := directory(t)
	s := addressScene{Draft: addressDraft{Heading: "account.address_heading", Query: "ленина *1"}}
	for _, tt := range []struct {
		name string
		hits hits
		want []string
	}{
		{"several", hits{exact: houses(2)}, []string{"Выберите дом:", "[г. Чита, Ленина, 1]", "[г. Чита, Ленина, 2]"}},
		{"like it", hits{similar: houses(1)}, []string{"Дома «ленина *1» не нашёл. Похожие ниже.", "[г. Чита, Ленина, 1]"}},
		{"nothing", hits{}, []string{"похожих тоже нет"}},
	} {
		screen := a.found().Show(s, tt.hits)
		wants(t, printed(screen), append(tt.want, "Шаг 3 из 5", "[Выбрать из справочника]", "[Моего дома нет]")...)
	}

	if m, skip := a.found().Skip(s, hits{exact: houses(1)}); !skip || !m.Done || m.Result != housing.HouseID(1) {
		t.Errorf("the only house: skip %v, %+v", skip, m)
	}
	for name, h := range map[string]hits{"a like one": {similar: houses(1)}, "two": {exact: houses(2)}} {
		if m, skip := a.found().Skip(s, h); skip {
			t.Errorf("%s is taken unasked: %+v", name, m)
		}
	}
}

func TestTheAnswersToAListOfHouses(t *testing.T) {
	t.Parallel()
	a := directory(t)
	s := addressScene{Draft: addressDraft{Query: "ленина", Page: 1}}
	decide := func(in dialogs.Input) addressMove { return a.found().Decide(s, hits{exact: houses(20)}, in) }

	if m := decide(pressed(Choose, "7")); !m.Done || m.Result != housing.HouseID(7) {
		t.Errorf("a house means %+v", m)
	}
	if m := decide(pressed(turnTo, "2")); m.Draft.Page != 2 || m.To != "" {
		t.Errorf("turning means %+v", m)
	}
	if m := decide(pressed("missing", "")); m.To != "missing" {
		t.Errorf("a missing house leads to %q", m.To)
	}
	if m := decide(dialogs.Input{Text: "мира 5"}); m.To != "found" || m.Draft.Query != "мира 5" {
		t.Errorf("another address leads to %+v", m)
	}
	if m := a.missing().Decide(s, struct{}{}, dialogs.Input{Text: "мира 5"}); m.To != "found" {
		t.Errorf("another address after a missing house leads to %+v", m)
	}
	wants(t, printed(a.missing().Show(s, struct{}{})), "Этого дома пока нет", "[Выбрать из справочника]")
}

func TestTheDirectoryIsWalkedLevelByLevel(t *testing.T) {
	t.Parallel()
	a := directory(t)
	region := a.level("region", "settlement", func(d *addressDraft) *string { return &d.Region }, a.regions)
	s := addressScene{Draft: addressDraft{Heading: "account.address_heading", Page: 2}}
	names, err := region.Load(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}

	m, skip := region.Skip(s, names)
	if !skip || m.To != "settlement" || m.Draft.Region != "Забайкальский край" || m.Draft.Page != 0 {
		t.Fatalf("the only region: skip %v, %+v", skip, m)
	}
	s.Draft = m.Draft
	settlement := a.level("settlement", "street", func(d *addressDraft) *string { return &d.Settlement }, a.settlements)
	if names, err = settlement.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, skip := settlement.Skip(s, names); skip {
		t.Error("a choice of two is passed over")
	}
	wants(t, printed(settlement.Show(s, names)), "Забайкальский край\nВыберите", "[г. Чита]", "[с. Верх-Забайкальский край]")
	if m := settlement.Decide(s, names, pressed(turnTo, "1")); m.Draft.Page != 1 || m.To != "" {
		t.Errorf("turning means %+v", m)
	}
	if m := settlement.Decide(s, names, dialogs.Input{Text: "мира 5"}); m.To != "found" || m.Draft.Query != "мира 5" {
		t.Errorf("a typed address leads to %+v", m)
	}
	m = settlement.Decide(s, names, pressed(Choose, "г. Чита"))
	if m.To != "street" || m.Draft.Settlement != "г. Чита" {
		t.Fatalf("a settlement leads to %+v", m)
	}

	s.Draft = m.Draft
	street := a.level("street", "house", func(d *addressDraft) *string { return &d.Street }, a.streets)
	if _, err := street.Load(t.Context(), s); err == nil || err.Error() != "streets of Забайкальский край, г. Чита" {
		t.Errorf("error = %v, want the store's about what was chosen", err)
	}
	s.Draft.Street = "ул. *Ленина"
	wants(t, printed(a.house().Show(s, houses(1))), "край › г. Чита › ул. *Ленина", "[Ленина, 1]")
	wants(t, printed(a.house().Show(s, nil)), "Здесь пока ничего нет")
	if m := a.house().Decide(s, nil, pressed(Choose, "3")); !m.Done || m.Result != housing.HouseID(3) {
		t.Errorf("a house means %+v", m)
	}
	if m := a.house().Decide(s, nil, pressed(here, "")); m.Done || m.To != "" {
		t.Errorf("the page key means %+v", m)
	}
	if m := a.house().Decide(s, nil, dialogs.Input{Text: "мира 5"}); m.To != "found" {
		t.Errorf("a typed address leads to %+v", m)
	}
}

func TestALongListIsTurnedAndAPageThatIsGoneIsTheNearest(t *testing.T) {
	t.Parallel()
	a := directory(t)
	choices := houseChoices(houses(2*PageSize+1), false)
	for page, want := range map[int]string{
		0: "[Ленина, 1]", 1: "[Ленина, 9]", 2: "[Ленина, 17]", 99: "[Ленина, 17]", -5: "[Ленина, 1]",
	} {
		shown := printed(dialogs.Screen{Rows: List(choices, page, a.t)})
		wants(t, shown, want, fmt.Sprintf("[%d из 3]", min(max(page, 0), 2)+1))
	}
	rows := List(choices, 0, a.t)
	turn := rows[len(rows)-1]
	if got := [2]string{turn[0].Act.Arg, turn[2].Act.Arg}; got != [2]string{"2", "1"} {
		t.Errorf("the keys of the first page turn to %v, want round to the last and to the second", got)
	}
	if rows := List(choices[:PageSize], 0, a.t); len(rows) != PageSize {
		t.Errorf("one page has %d rows, want no keys for turning", len(rows))
	}
	if rows := List(nil, 0, a.t); len(rows) != 0 {
		t.Errorf("an empty list has %d rows", len(rows))
	}
}

func TestAForgedPageIsNoTurn(t *testing.T) {
	t.Parallel()
	if page, ok := Turned(pressed(here, ""), 4); !ok || page != 4 {
		t.Errorf("the middle key turns to %d, %v", page, ok)
	}
	if _, ok := Turned(pressed(turnTo, "x"), 4); ok {
		t.Error("a page of nonsense is turned to")
	}
	if page, ok := Turned(dialogs.Input{Text: "2"}, 4); ok || page != 4 {
		t.Errorf("a text turns to %d, %v", page, ok)
	}
}

// silent finds nothing.
type silent struct{ town }

func (silent) Search(context.Context, housing.AddressQuery, int) (exact, similar []housing.House, err error) {
	return nil, nil, errSilent
}

var errSilent = errors.New("no answer")

func TestASearchThatFailsIsReported(t *testing.T) {
	t.Parallel()
	a := directory(t)
	a.houses = silent{}
	if _, err := a.found().Load(t.Context(), addressScene{}); !errors.Is(err, errSilent) {
		t.Errorf("error = %v", err)
	}
	if _, err := dialogs.NewRegistry(Address(a.houses, a.t)); err != nil {
		t.Errorf("the flow is wired wrongly: %v", err)
	}
}

func TestAnAddressThatIsKnownIsLookedForAtOnce(t *testing.T) {
	t.Parallel()
	step := directory(t).typed()
	m, skip := step.Skip(addressScene{Draft: addressDraft{Heading: "house.heading", Query: "ленина 12"}}, struct{}{})
	if !skip || m.To != "found" || m.Draft.Query != "ленина 12" {
		t.Errorf("leads to %+v, %v", m, skip)
	}
	if _, skip := step.Skip(addressScene{}, struct{}{}); skip {
		t.Error("nothing is looked for")
	}
}
