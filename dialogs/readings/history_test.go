package readings

import (
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
)

func past(h handIn) history { return history(h) }

func row(state housing.ReadingState, change func(*housing.HistoryRow)) housing.HistoryRow {
	r := housing.HistoryRow{
		Reading: housing.Reading{Taken: date(2026, 10, 22), Period: date(2026, 10, 22).Period(), Values: values("120"), State: state},
		Use:     values("4"),
	}
	if change != nil {
		change(&r)
	}
	return r
}

func TestTheHistorySaysWhatBecameOfEveryReading(t *testing.T) {
	t.Parallel()
	h := past(flow(t))
	s := historyScene{Now: page().Now}
	for want, r := range map[string]housing.HistoryRow{
		"22 октября: 120,000 м³ (+4,000) · сохранено": row(housing.Saved, nil),
		"· передано":                         row(housing.Sent, nil),
		"· принято к расчёту":                row(housing.Accepted, nil),
		"· не принято: опечатка":             row(housing.Rejected, func(r *housing.HistoryRow) { r.Reason = "опечатка" }),
		"· не принято":                       row(housing.Rejected, nil),
		"· заменено":                         row(housing.Saved, func(r *housing.HistoryRow) { r.Replaced = true }),
		"· по среднему, расчёт организации":  row(housing.Saved, func(r *housing.HistoryRow) { r.Source = housing.ByAverage }),
		"· по нормативу, расчёт организации": row(housing.Accepted, func(r *housing.HistoryRow) { r.Source = housing.ByNorm }),
		"· по данным организации":            row(housing.Saved, func(r *housing.HistoryRow) { r.Source = housing.FromOrganisation }),
		"120,000 м³ · сохранено":             row(housing.Saved, func(r *housing.HistoryRow) { r.Use = nil }),
	} {
		v := housing.History{Meter: page().Lines[0].Meter, Rows: []housing.HistoryRow{r}}
		wants(t, printed(h.showRows(s, v)), "Холодная вода, кухня, № 18-341", want)
	}
	wants(t, printed(h.showRows(s, housing.History{Meter: page().Lines[0].Meter})), "Показаний пока нет.")
}

func TestTheHistoryIsTurnedPageByPage(t *testing.T) {
	t.Parallel()
	h := past(flow(t))
	v := housing.History{Meter: page().Lines[0].Meter, Rows: []housing.HistoryRow{row(housing.Saved, nil)}, More: true}
	for skip, want := range map[int][]string{
		0: {"[‹ Раньше]"}, historyPage: {"[Позже ›]", "[‹ Раньше]"},
	} {
		s := historyScene{Draft: historyDraft{Skip: skip}, Now: page().Now}
		wants(t, printed(h.showRows(s, v)), want...)
	}
	s := historyScene{Draft: historyDraft{Skip: 4}}
	if got := h.showRows(s, v).Rows[1][0].Act.Arg; got != "0" {
		t.Errorf("later than a crooked page is %q, want 0", got)
	}
	if m := h.rows().Decide(s, v, pressed("skip", "12")); m.Draft.Skip != 12 || m.To != "" {
		t.Errorf("turning means %+v", m)
	}
	if m := h.rows().Decide(s, v, typed("12")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestTheHistoryAsksForTheMeterUnlessThereIsOne(t *testing.T) {
	t.Parallel()
	step := past(flow(t)).meter()
	meters := []housing.Meter{page().Lines[0].Meter, page().Lines[1].Meter}
	wants(t, printed(step.Show(historyScene{}, meters)), "Какой счётчик?", "[Горячая вода, кухня, № 18-342]")
	wants(t, printed(step.Show(historyScene{}, nil)), "счётчиков нет")
	if _, skip := step.Skip(historyScene{}, meters); skip {
		t.Error("a choice of two is passed over")
	}
	if m, skip := step.Skip(historyScene{}, meters[1:]); !skip || m.Draft.Meter != hot || m.To != "rows" {
		t.Errorf("a choice of one: skip %v, %+v", skip, m)
	}
	s := historyScene{Draft: historyDraft{Skip: 6}}
	if m := step.Decide(s, meters, pressed("meter", "2")); m.Draft != (historyDraft{Meter: hot}) || m.To != "rows" {
		t.Errorf("a meter leads to %+v", m)
	}
	if m := step.Decide(s, meters, typed("2")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestTheReceiptProvesWhatWasSaved(t *testing.T) {
	t.Parallel()
	p := page()
	p.Account.House.Zone = "Asia/Yekaterinburg"
	s := typing(func(d *draft) {
		d.Receipt = &housing.Receipt{
			Number: "П-000118", At: time.Date(2026, 11, 24, 20, 30, 0, 0, time.UTC), Another: 10,
			Lines: []housing.ReceiptRow{
				{Meter: cold, Values: values("123"), Use: values("3")},
				{Meter: hot, Values: values("82"), Replaced: values("81")},
				{Meter: day, Values: values("3500", "1230"), Replaced: values("3500", "1229"), Resent: true},
				{Meter: 77, Values: values("5")},
			},
		}
	})

	mama := connection(10, "Квартира мамы")
	shown := printed(flow(t).showReceipt(s, proof{Page: p, next: &mama, left: 2}))

	wants(t, shown, "Показания сохранены · № П-000118, 25 ноября, 01:30", "Ленина, 12, кв. 45",
		"Холодная вода, кухня: 123,000 м³ (+3,000)",
		"Горячая вода, кухня: 82,000 м³\nПрежнее 81,000 м³ заменено и осталось в истории.",
		"день 3 500, ночь 1 229 кВт·ч организация уже получила, отправим исправление ещё раз.",
		"Получатель: УК «Уют». До 25 ноября можно исправить.",
		"\n\nСледующая квартира: Квартира мамы · осталось 2\n[Следующая квартира]", "[История показаний]", "[Исправить]", "[Личный кабинет]")
}

func TestTheKeysOfTheReceipt(t *testing.T) {
	t.Parallel()
	s := typing(func(d *draft) { d.Receipt = &housing.Receipt{Another: 10} })
	for do, want := range map[string]dialogs.Start{
		"next": {Flow: HandInFlow, Args: []byte(`{"account":10}`)}, "fix": {Flow: HandInFlow, Args: []byte(`{"account":9}`)},
		"history": {Flow: HistoryFlow, Args: []byte(`{"account":9}`)}, "home": {},
	} {
		m := flow(t).receipt().Decide(s, proof{}, pressed(do, ""))
		if m.Goto == nil || m.Goto.Flow != want.Flow || string(m.Goto.Args) != string(want.Args) {
			t.Errorf("%s leads to %+v, want %+v", do, m.Goto, want)
		}
	}
	if m := flow(t).receipt().Decide(s, proof{}, typed("спасибо")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
	m := flow(t).receipt().Decide(s, proof{}, typed("хвс 5"))
	if m.Goto == nil || m.Goto.Flow != HandInFlow || string(m.Goto.Args) != `{"line":"хвс 5"}` {
		t.Errorf("a line leads to %+v", m.Goto)
	}
}

func TestTheNextFlatIsOfferedWhileItWaits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		another housing.AccountID
		change  func(*flats)
		want    string
	}{
		"it waits":                 {10, func(*flats) {}, "Дача на реке"},
		"nothing else waits":       {0, func(*flats) {}, ""},
		"the household was faster": {10, func(f *flats) { delete(f.pages, 10) }, ""},
		"the link was suspended":   {10, func(f *flats) { f.links[1].Suspended = true }, ""},
		"the link was ended":       {10, func(f *flats) { f.links = f.links[:1] }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, store := flow(t), threeFlats()
			tt.change(&store)
			h.Readings, h.Accounts = store, store
			p, err := h.receipt().Load(t.Context(), typing(func(d *draft) { d.Receipt = &housing.Receipt{Another: tt.another} }))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if p.next != nil {
				got = p.next.Name
			}
			if got != tt.want || (p.left > 0) != (tt.want != "") {
				t.Errorf("next %q with %d left, want %q", got, p.left, tt.want)
			}
		})
	}
}
