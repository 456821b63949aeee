package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/storage/postgres"
)

func day2020() housing.Date { return housing.Date{Year: 2020, Month: time.January, Day: 9} }

// owned is a right to a flat of ленина 12.
func owned(row int, flat, area, owner string, num, den int64) housing.OwnershipRecord {
	return housing.OwnershipRecord{
		TableRow: housing.TableRow{Sheet: "Собственники", Row: row, House: "ленина 12"}, Premises: flat, Purpose: "residential",
		Area: decimal.RequireFromString(area), Owner: owner, Num: num, Den: den, Number: fmt.Sprintf("54:35-%d", row), Registered: day2020(),
		From: day2020(), Stated: stated(),
	}
}

func (w *town) loadOwners(records ...housing.OwnershipRecord) housing.ImportReport {
	w.t.Helper()
	return w.loadHouses(housing.HouseBook{Ownership: records}, housing.Import{})
}

func (w *town) lenina() housing.HouseID {
	w.t.Helper()
	house, err := w.orgs.HouseByText(w.t.Context(), w.org, housing.ParseQuery("ленина 12"))
	must(w.t, err)
	return house.ID
}

func (w *town) electorate(on housing.Date) owners.Electorate {
	w.t.Helper()
	reg, err := (&postgres.Owners{DB: w.db}).Register(w.t.Context(), w.lenina())
	must(w.t, err)
	e, err := reg.At(on)
	must(w.t, err)
	return e
}

func TestTheRegisterOfOwnersIsLoadedAsAWhole(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	spouse := owned(4, "46", "60", "Сидорова Ольга", 1, 1)
	spouse.Joint, spouse.Number = true, "54:35-5"
	other := owned(5, "46", "60", "Сидоров Олег", 1, 1)
	other.Joint = true
	parking := owned(6, "45", "13.25", "Иванова Мария", 1, 1)
	parking.Purpose = "parking"
	shop := owned(7, "1Н", "100.5", "ООО «Ромашка»", 1, 1)
	shop.Purpose, shop.OGRN = "non-residential", "1027700132195"
	unknown := owned(8, "47", "30", "", 1, 1)
	file := []housing.OwnershipRecord{
		owned(2, "45", "45.3", "Иванова Мария", 1, 3), owned(3, "45", "45.3", "Иванов Пётр", 2, 3), spouse, other, parking, shop, unknown,
	}
	if r := w.loadOwners(file...); !r.Saved || r.Created != 7 || len(r.Faults) > 0 {
		t.Fatalf("loaded: %+v", r)
	}
	if r := w.loadOwners(file...); !r.Saved || r.Same != 7 || r.Created+r.Changed > 0 {
		t.Errorf("the same file again: %+v", r)
	}
	e := w.electorate(day2020())
	var weights []string
	for _, h := range e.Holdings {
		weights = append(weights, h.Weight.RatString())
	}
	if got := strings.Join(weights, " "); got != "151/10 151/5 60 201/2 53/4" || e.Total.FloatString(2) != "249.05" || len(e.Unowned) != 1 {
		t.Errorf("weights %s of %s, %d without owners", got, e.Total.FloatString(2), len(e.Unowned))
	}
	if gaps, err := (&postgres.Owners{DB: w.db}).Gaps(t.Context(), w.lenina(), 10); err != nil || len(gaps) > 0 {
		t.Errorf("gaps %v, %v", gaps, err)
	}

	// A sale ends one right and begins another, or nothing happens.
	sold := file[1]
	sold.Until = housing.Date{Year: 2026, Month: time.May, Day: 4}
	bought := owned(20, "45", "45.3", "Новиков Лев", 2, 3)
	bought.From = sold.Until
	if r := w.loadOwners(sold); r.Saved || len(r.Faults) != 1 || r.Faults[0].Row != 3 ||
		!strings.Contains(r.Faults[0].Reason, "помещения 45 с 04.05.2026 дают 1/3") {
		t.Errorf("half a sale: %+v", r)
	}
	if r := w.loadOwners(sold, bought); !r.Saved || r.Changed != 1 || r.Created != 1 {
		t.Errorf("a sale: %+v", r)
	}
	before, after := w.electorate(sold.Until.Add(-1)), w.electorate(sold.Until)
	if before.Holdings[1].ID == after.Holdings[1].ID || before.Holdings[1].Weight.Cmp(after.Holdings[1].Weight) != 0 {
		t.Errorf("before %+v, after %+v", before.Holdings[1], after.Holdings[1])
	}
	if n := w.int(`SELECT count(*) FROM owner_changes WHERE was->>'until_on' IS NULL`); n != 1 {
		t.Errorf("%d changes are remembered", n)
	}
	// Of good rows alone those are taken whose premises are whole.
	half, whole := owned(30, "48", "20", "Половина", 1, 2), owned(31, "49", "20", "Целое", 1, 1)
	quarter := owned(32, "48", "20", "Четверть", 1, 4)
	r := w.loadHouses(housing.HouseBook{Ownership: []housing.OwnershipRecord{half, whole, sold, quarter}}, housing.Import{Partial: true})
	if !r.Saved || r.Created != 1 || len(r.Faults) != 2 || r.Rows != 2 || w.int(`SELECT count(*) FROM owner_rights WHERE share_den = 2`) > 0 {
		t.Errorf("good rows alone: %+v", r)
	}
	removed, place := whole, owned(31, "49", "20", "", 1, 1)
	removed.Remove, place.Remove = true, true
	w.loadOwners(removed)
	w.loadOwners(place)
	gone := unknown
	gone.Remove = true
	if r := w.loadOwners(gone); !r.Saved || w.electorate(day2020()).Total.FloatString(2) != "219.05" {
		t.Errorf("forgotten: %+v", r)
	}
	for name, tt := range map[string]struct {
		records []housing.OwnershipRecord
		want    string
	}{
		"two areas":        {[]housing.OwnershipRecord{owned(2, "45", "45.3", "Иванова Мария", 1, 3), owned(3, "45", "45", "Кто", 1, 3)}, "другая площадь"},
		"twice":            {[]housing.OwnershipRecord{file[0], file[0]}, "уже есть в строке 2"},
		"another house":    {[]housing.OwnershipRecord{{TableRow: housing.TableRow{House: "садовая 99"}}}, "нет такого дома"},
		"owned, forgotten": {[]housing.OwnershipRecord{func() housing.OwnershipRecord { r := owned(2, "46", "60", "", 1, 1); r.Remove = true; return r }()}, "сначала уберите их"},
	} {
		if r := w.loadOwners(tt.records...); r.Saved || len(r.Faults) == 0 || !strings.Contains(r.Faults[0].Reason, tt.want) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// Namesakes without СНИЛС are two; who is told by it later stays the same owner, and has one name in the house.
func TestOwnersAreKnownBySNILS(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	first, second := owned(2, "45", "45.3", "Иванова Мария", 1, 1), owned(3, "46", "60", "Иванова  мария", 1, 1)
	w.loadOwners(first, second)
	if n := w.int(`SELECT count(*) FROM owners`); n != 2 {
		t.Fatalf("%d owners, want namesakes apart", n)
	}
	was := w.int(`SELECT owner_id FROM owner_rights WHERE number = '54:35-2'`)
	first.SNILS = housing.SNILSHash("anna")
	if r := w.loadOwners(first); !r.Saved || len(r.Faults) > 0 {
		t.Fatalf("%+v", r)
	}
	second.SNILS = first.SNILS
	if r := w.loadOwners(second); !r.Saved || len(r.Faults) > 0 {
		t.Fatalf("%+v", r)
	}
	if n := w.int(`SELECT count(*) FROM owner_rights WHERE owner_id = $1`, was); n != 2 {
		t.Errorf("owner %d has %d rights, want both", was, n)
	}
}
