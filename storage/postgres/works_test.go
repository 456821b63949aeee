package postgres_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

func workOf(house, name string, done bool) housing.WorkRecord {
	w := housing.Work{Month: housing.Period{Year: 2026, Month: 10}, Name: name, Stated: stated()}
	cost := decimal.NewNullDecimal(decimal.NewFromInt(96000))
	w.Planned.Cost = cost
	if done {
		w.Done.Cost = cost
	}
	return housing.WorkRecord{TableRow: housing.TableRow{Sheet: "Работы", Row: len(name), House: house}, Work: w}
}

// Who does not live in the house, does not any more, or speaks of what was not done, is refused.
func TestResidentsOfTheHouseReviewWhatWasDone(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1001)
	w.connect(anna)
	stranger := w.person(1002)
	w.loadHouses(housing.HouseBook{Works: []housing.WorkRecord{
		workOf("ленина 12", "кровля", true), workOf("ленина 12", "чердак", false), workOf("мира 12 корп 2", "подвал", true),
	}}, housing.Import{})
	id := func(name string) housing.WorkID {
		return housing.WorkID(w.int("SELECT id FROM works WHERE work = $1", name))
	}
	review := func(p housing.PersonID, name string, good bool) error {
		return w.houses.Review(t.Context(), w.once(), p, housing.Review{Work: id(name), Good: good, Text: "да"}, noon())
	}

	must(t, review(anna, "кровля", true))
	must(t, review(anna, "кровля", false)) // in place of the first
	for name, err := range map[string]error{
		"stranger": review(stranger, "кровля", true), "not done": review(anna, "чердак", true),
		"another house": review(anna, "подвал", true),
	} {
		if housing.KindOf(err) != housing.Refused {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	if is, err := w.houses.Standing(t.Context(), stranger, id("кровля"), noon()); err != nil || is != (housing.WorkStanding{}) {
		t.Errorf("a stranger is something there: %+v, %v", is, err)
	}
	house, err := w.orgs.HouseByText(t.Context(), w.org, housing.ParseQuery("ленина 12"))
	must(t, err)
	all, err := w.houses.Works(t.Context(), house.ID)
	must(t, err)
	if len(all) != 2 || all[0].Name != "кровля" || all[0].Good != 0 || all[0].Bad != 1 {
		t.Errorf("works: %+v", all)
	}
	if seen, err := w.houses.Reviews(t.Context(), stranger, w.org, 10); err != nil || len(seen) > 0 {
		t.Errorf("a stranger reads reviews: %+v, %v", seen, err)
	}
	w.exec("UPDATE links SET suspended_at = now()")
	if err := review(anna, "кровля", true); housing.KindOf(err) != housing.Refused {
		t.Errorf("a suspended link: %v, want a refusal", err)
	}
}

// Who acts for the organisation of the house alone adds photos and deletes them; who lives there sees them too.
func TestPhotosOfAWorkAreForTheHouse(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	d.loadHouses(housing.HouseBook{Works: []housing.WorkRecord{
		workOf("ленина 12", "кровля", true), workOf("мира 12 корп 2", "подвал", true),
	}}, housing.Import{})
	roof := housing.WorkID(d.int("SELECT id FROM works WHERE work = 'кровля'"))
	anna, stranger := d.anna, d.person(1002)
	olga, other := d.hire(2001, d.org, housing.StaffOperator), d.hire(2002, d.other, housing.StaffOperator)
	viewer := d.hire(2003, d.org, housing.StaffViewer)
	change := func(p housing.PersonID) housing.WorkPhotoChange {
		return housing.WorkPhotoChange{Work: roof, By: p, Data: []byte("jpeg")}
	}
	see := func(p housing.PersonID) int {
		all, err := d.houses.WorkPhotos(d.ctx(), p, roof, noon())
		must(t, err)
		return len(all)
	}

	first := d.once()
	must(t, d.houses.AddWorkPhoto(d.ctx(), first, change(olga), noon()))
	must(t, d.houses.AddWorkPhoto(d.ctx(), first, change(olga), noon())) // a repeat adds nothing
	for range housing.WorkPhotos - 1 {
		must(t, d.houses.AddWorkPhoto(d.ctx(), d.once(), change(olga), noon()))
	}
	wantRefusal(t, d.houses.AddWorkPhoto(d.ctx(), d.once(), change(olga), noon()), "house.photos_most")
	photo := housing.WorkPhotoID(d.int("SELECT min(id) FROM work_photos"))
	for name, p := range map[string]housing.PersonID{
		"resident": anna, "stranger": stranger, "another organisation": other, "viewer": viewer,
	} {
		drop := change(p)
		drop.Photo = photo
		for _, err := range []error{
			d.houses.AddWorkPhoto(d.ctx(), d.once(), change(p), noon()),
			d.houses.DropWorkPhoto(d.ctx(), d.once(), drop, noon()),
		} {
			if housing.KindOf(err) != housing.Refused {
				t.Errorf("%s: %v, want a refusal", name, err)
			}
		}
	}
	guest := d.person(1003)
	d.exec(`
		INSERT INTO links (person_id, account_id, role, rights, since, ends_at)
		SELECT $1, account_id, role, rights, since, $2 FROM links WHERE person_id = $3`,
		int64(guest), noon().Add(-time.Second), int64(anna)) // the term is over
	for p, n := range map[housing.PersonID]int{guest: 0, anna: 6, olga: 6, viewer: 6, stranger: 0, other: 0} {
		if got := see(p); got != n {
			t.Errorf("person %d sees %d photos, want %d", p, got, n)
		}
	}
	drop := change(olga)
	drop.Photo = photo
	must(t, d.houses.DropWorkPhoto(d.ctx(), d.once(), drop, noon()))
	must(t, d.houses.DropWorkPhoto(d.ctx(), d.once(), drop, noon()))
	d.exec("UPDATE links SET suspended_at = now()")
	if see(anna) != 0 || see(olga) != 5 {
		t.Error("a photo is seen by who does not live there any more, or one is not deleted")
	}
	if n := d.int("SELECT count(*) FROM audit WHERE what = 'work.photo' AND person_id = $1", int64(olga)); n != 6 {
		t.Errorf("the journal has %d photos", n)
	}
	if n := d.int("SELECT count(*) FROM audit WHERE what LIKE 'barred.work.photo%'"); n != 8 {
		t.Errorf("the journal has %d refusals", n)
	}
}

func licenceOf(number, inn string, state housing.LicenceState) housing.LicenceRecord {
	return housing.LicenceRecord{
		TableRow: housing.TableRow{Sheet: "Лицензии", Row: 2},
		Licence: housing.Licence{
			Number: number, Name: "УК «Уютный дом»", INN: inn, OGRN: "1165476000018", Authority: "ГЖИ", State: state,
			Issued: housing.Date{Year: 2021, Month: 4, Day: 14}, Stated: stated(),
		},
	}
}

// A change waits for an operator of the organisation; who confirms another than is there is refused, and each is told once.
func TestAChangeOfALicenceIsToldOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	w := newStaff(t)
	w.connect(w.town.person(1001))
	olga, stranger := w.hired(), w.person(2002)
	licences := &postgres.Licences{DB: w.db}
	load := func(state housing.LicenceState) {
		t.Helper()
		w.loadHouses(housing.HouseBook{Licences: []housing.LicenceRecord{licenceOf("054000123", "5400000009", state)}}, housing.Import{})
	}
	load(housing.LicenceActive)
	if all, err := licences.Changes(t.Context(), olga, w.org, noon()); err != nil || len(all) != 0 {
		t.Errorf("a licence that is new: %+v, %v", all, err)
	}
	load(housing.LicenceTerminated)
	load(housing.LicenceActive)
	if all, err := licences.Changes(t.Context(), olga, w.org, noon()); err != nil || len(all) != 0 {
		t.Errorf("as it was before: %+v, %v", all, err)
	}
	load(housing.LicenceCancelled)
	all, err := licences.Changes(t.Context(), olga, w.org, noon())
	if err != nil || len(all) != 1 || all[0].Was != housing.LicenceActive || all[0].People != 1 {
		t.Fatalf("changed: %+v, %v", all, err)
	}
	news := housing.LicenceNews{
		Organisation: w.org, By: olga, Licence: all[0].Licence.ID, State: housing.LicenceCancelled,
		Stated: all[0].Licence.Stated, Tell: true,
	}
	other, foreign := news, news
	other.State, foreign.By = housing.LicenceTerminated, stranger
	for name, n := range map[string]housing.LicenceNews{"another state": other, "a stranger": foreign} {
		if _, err := licences.Decide(t.Context(), w.once(), n, noon()); err == nil {
			t.Errorf("%s: decided", name)
		}
	}
	if n := w.int("SELECT count(*) FROM notices WHERE kind = 'licence'"); n != 0 {
		t.Errorf("%d notices before the decision", n)
	}
	o := w.once()
	for range 2 {
		if told, err := licences.Decide(t.Context(), o, news, noon()); err != nil || told != 1 {
			t.Errorf("told %d, %v", told, err)
		}
	}
	if _, err := licences.Decide(t.Context(), w.once(), news, noon()); housing.KindOf(err) != housing.Refused {
		t.Errorf("decided again: %v", err)
	}
	if n := w.int("SELECT count(*) FROM notices WHERE kind = 'licence'"); n != 1 {
		t.Errorf("%d notices", n)
	}
}

// A house that leaves a licence is told of to its residents alone, as it was confirmed; one that comes back is not.
func TestAHouseThatLeavesALicenceIsToldOfOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	w := newStaff(t)
	w.connect(w.town.person(1001))
	w.connect(w.town.person(1002))
	w.exec(`UPDATE people SET reachable = false WHERE user_id = 1002`)
	w.connect(w.town.person(1003))
	w.exec(`UPDATE links SET ends_at = $1 WHERE person_id = (SELECT id FROM people WHERE user_id = 1003)`,
		noon().Add(-time.Second))
	olga, stranger := w.hired(), w.person(2002)
	licences := &postgres.Licences{DB: w.db}
	house := w.house("ленина 12")
	w.exec("UPDATE houses SET fias = 'f-12' WHERE id = $1", int64(house.ID))
	load := func(left housing.Date) {
		t.Helper()
		w.loadHouses(housing.HouseBook{
			Licences: []housing.LicenceRecord{licenceOf("054000123", "5400000009", housing.LicenceActive)},
			LicenceHouses: []housing.LicenceHouseRecord{{
				TableRow: housing.TableRow{Sheet: "Дома лицензий", Row: 2, House: "г. Светлоречье, Ленина, 12"},
				Licence:  "054000123", FIAS: "f-12", Included: housing.Date{Year: 2021, Month: 5, Day: 1},
				Excluded: left, Stated: stated(),
			}},
		}, housing.Import{})
	}
	waiting := func(n int) []housing.LicenceLeaving {
		t.Helper()
		all, err := licences.Leavings(t.Context(), olga, w.org, noon())
		if err != nil || len(all) != n {
			t.Fatalf("%+v, %v; want %d houses", all, err, n)
		}
		return all
	}
	left := housing.Date{Year: 2026, Month: 11, Day: 1}
	load(housing.Date{})
	waiting(0)
	load(left)
	load(left)
	waiting(1)
	load(housing.Date{}) // it was a mistake
	waiting(0)
	load(left)
	v := waiting(1)[0]
	if v.People != 1 || v.On != left || v.House.Number != "12" {
		t.Errorf("left: %+v", v)
	}
	news := housing.LeavingNews{
		Organisation: w.org, By: olga, Leaving: v.ID, On: v.On, Stated: v.Stated, Tell: true,
	}
	other, foreign := news, news
	other.On, foreign.By = housing.Date{Year: 2026, Month: 11, Day: 2}, stranger
	for name, n := range map[string]housing.LeavingNews{"another day": other, "a stranger": foreign} {
		if _, err := licences.DecideLeaving(t.Context(), w.once(), n, noon()); err == nil {
			t.Errorf("%s: decided", name)
		}
	}
	o := w.once()
	for range 2 {
		if told, err := licences.DecideLeaving(t.Context(), o, news, noon()); err != nil || told != 1 {
			t.Errorf("told %d, %v", told, err)
		}
	}
	wantRefusal(t, decided(licences.DecideLeaving(t.Context(), w.once(), news, noon())), "licence.changed_meanwhile")
	if n := w.int("SELECT count(*) FROM notices WHERE kind = 'licence'"); n != 1 {
		t.Errorf("%d notices", n)
	}
}

func decided(_ int, err error) error { return err }

// Operators tell of the licence of their own organisation, and cannot take another's number.
func TestLicencesOfOthersAreLoadedByTheCommandLineAlone(t *testing.T) {
	t.Parallel()
	w := newStaff(t)
	olga := w.hired()
	foreign := licenceOf("054000999", "7802532605", housing.LicenceActive)
	taken := licenceOf("054000999", "5400000009", housing.LicenceActive)
	person := housing.DisqualifiedRecord{TableRow: housing.TableRow{Sheet: "Дисквалификация", Row: 3}, Licence: "054000999"}
	person.Name, person.Stated, person.From, person.To = "Кузьмин", stated(), stated().On, stated().On

	w.loadHouses(housing.HouseBook{Licences: []housing.LicenceRecord{foreign}}, housing.Import{})
	for name, b := range map[string]housing.HouseBook{
		"a licence":        {Licences: []housing.LicenceRecord{foreign}},
		"another's number": {Licences: []housing.LicenceRecord{taken}},
		"a person":         {Disqualified: []housing.DisqualifiedRecord{person}},
	} {
		if r := w.loadHouses(b, housing.Import{By: olga}); r.Saved || len(r.Faults) != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	person.Licence = "054000111"
	r := w.loadHouses(housing.HouseBook{Disqualified: []housing.DisqualifiedRecord{person}}, housing.Import{})
	if len(r.Faults) != 1 {
		t.Errorf("of no licence: %+v", r)
	}
}
