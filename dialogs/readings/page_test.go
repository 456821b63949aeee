package readings

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/internal/housing"
)

func TestThePageShowsWhatWasAndWhatItBecomes(t *testing.T) {
	t.Parallel()
	p := page()
	p.Name = "Дом"
	p.Lines[0].Meter.Verified = date(2028, 3, 1)
	p.Lines[1].Meter.Verified = date(2026, 11, 1)
	p.Lines[1].Current = &housing.Reading{Values: values("82")}
	p.Lines[2].Before = nil

	shown := printed(flow(t).showPage(typing(entered(cold, "123.5")), p))

	wants(t, shown, "Внесение текущих показаний по приборам учёта", "Дом · Ленина, 12, кв. 45",
		"За ноябрь, до среды, 25 ноября",
		"1. Холодная вода, кухня, № 18-341\nбыло 120,000 м³ (22 октября) · поверка до 1 марта 2028", "→ стало 123,500 м³",
		"2. Горячая вода, кухня, № 18-342", "→ передано 82,000 м³", "Срок поверки истёк 1 ноября",
		"прошлых показаний нет", "Отопление, кухня, № 18-344: передаётся автоматически.",
		"Дата снятия показания: сегодня, 24 ноября",
		"[1. Холодная вода, кухня ✓]", "[2. Горячая вода, кухня]", "[Дата снятия: сегодня, 24 ноября ›]", "[Сохранить]")
	if strings.Contains(shown, "[4.") {
		t.Errorf("the automatic meter is asked for:\n%s", shown)
	}
}

func TestWhatTheOrganisationEstimatedIsMarkedAndAskedFor(t *testing.T) {
	t.Parallel()
	p := page()
	p.Lines[0].Before[0].Source = housing.ByAverage
	p.Lines[1].Current = &housing.Reading{Values: values("82"), Source: housing.ByNorm, State: housing.Accepted}

	wants(t, printed(flow(t).showPage(typing(), p)), "было 120,000 м³ (22 октября, по среднему)",
		"→ 82,000 м³ по нормативу, расчёт организации. Передайте, что на счётчике сейчас.")
	wants(t, printed(flow(t).showValue(typing(about(cold)), p)), "Было 120,000 м³ (22 октября, по среднему).")
	wants(t, printed(flow(t).showValue(typing(about(hot)), p)), "82,000 м³ по нормативу, расчёт организации.")
	if m := onward(typing(about(cold)).Draft, p, cold); m.Draft.Meter != hot {
		t.Errorf("the estimated meter is passed over: %+v", m)
	}
}

func TestWhatWasNotAcceptedIsToldOnThePage(t *testing.T) {
	t.Parallel()
	p := page()
	p.Lines[1].Sent = true
	p.Lines[1].Current = &housing.Reading{Values: values("82"), State: housing.Rejected, Reason: "прибор снят"}

	want := "⚠ 82,000 м³ не принято: прибор снят. Проверьте цифры и передайте ещё раз."
	wants(t, printed(flow(t).showPage(typing(), p)), want)
	wants(t, printed(flow(t).showValue(typing(about(hot)), p)), want)
}

func TestThePageOfAFlatWithNothingToAsk(t *testing.T) {
	t.Parallel()
	none, automatic := page(), page()
	none.Lines, automatic.Lines = nil, automatic.Lines[3:]
	wants(t, printed(flow(t).showPage(typing(), none)), "счётчиков нет", "[Сообщить о счётчике]")
	wants(t, printed(flow(t).showPage(typing(), automatic)), "Все счётчики передают показания сами")
	if screen := flow(t).showPage(typing(), automatic); len(screen.Rows) != 0 {
		t.Errorf("buttons where nothing is asked: %v", screen.Rows)
	}
	m := flow(t).page().Decide(typing(), none, pressed("ask_meter", ""))
	if m.Intent != request(housing.AskMeter) {
		t.Errorf("the button means %+v", m)
	}
}

func TestThePageSaysForWhichMonthReadingsCount(t *testing.T) {
	t.Parallel()
	for day, want := range map[housing.Date][]string{
		date(2026, 11, 24): {"За ноябрь, до среды, 25 ноября"},
		date(2026, 11, 10): {"Приём за ноябрь начнётся 20 ноября", "сохраним за ноябрь"},
		date(2026, 11, 28): {"Приём за ноябрь закончился 25 ноября", "сохраним за декабрь", "посчитают по среднему"},
	} {
		p := page()
		p.Today, p.Slot = day, p.Window.On(day)
		wants(t, flow(t).term(p).Plain(), want...)
	}
}

func TestTheDayOnThePageIsCalledByItsName(t *testing.T) {
	t.Parallel()
	for day, want := range map[housing.Date]string{
		{}:                 "сегодня, 24 ноября",
		date(2026, 11, 24): "сегодня, 24 ноября",
		date(2026, 11, 23): "вчера, 23 ноября",
		date(2026, 11, 22): "22 ноября",
	} {
		wants(t, flow(t).takenText(draft{Taken: day}, page()), want)
	}
}

func TestTheKeysOfThePage(t *testing.T) {
	t.Parallel()
	step := flow(t).page()
	if m := step.Decide(typing(), page(), pressed("meter", "2")); m.To != "value" || m.Draft.Meter != hot {
		t.Errorf("a meter leads to %q of %d", m.To, m.Draft.Meter)
	}
	if m := step.Decide(typing(), page(), pressed("date", "")); m.To != "date" {
		t.Errorf("the day leads to %q", m.To)
	}
}

// archive is a store that notes what it is asked to save.
type archive struct {
	Readings
	page  housing.Page
	saved housing.Submission
	once  housing.Once
	fail  error
}

func (a *archive) Page(context.Context, housing.PersonID, housing.AccountID, time.Time) (housing.Page, error) {
	return a.page, a.fail
}

func (a *archive) Save(
	_ context.Context, once housing.Once, s housing.Submission, at time.Time,
) (housing.Receipt, error) {
	a.once, a.saved = once, s
	return housing.Receipt{Number: "П-000118", At: at}, a.fail
}

func (a *archive) File(
	_ context.Context, once housing.Once, r housing.Request, _ time.Time,
) (string, housing.Organisation, error) {
	a.once = once
	return "З-7 " + string(r.Kind), housing.Organisation{Name: "УК «Уют»"}, a.fail
}

func TestSavingHandsOverWhatWasEnteredAtOnceAndBarsTheWayBack(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]housing.Date{"today": {}, "another day": date(2026, 11, 21)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &archive{page: page()}
			h := flow(t)
			h.Readings = store
			s := typing(entered(hot, "82"), entered(cold, "123"), entered(77, "5"), func(d *draft) { d.Taken = taken })
			s.Once, s.Person.ID = "once", 7

			asked := h.decidePage(s, page(), pressed("save", ""))
			s.Draft = asked.Draft
			m, err := h.save(t.Context(), s, asked.Intent)
			if err != nil {
				t.Fatal(err)
			}

			if taken.IsZero() {
				taken = page().Today
			}
			want := housing.Submission{
				Person: 7, Account: account, Period: housing.Period{Year: 2026, Month: 11}, Taken: taken,
				Entries: []housing.Entry{{Meter: cold, Values: values("123")}, {Meter: hot, Values: values("82")}},
			}
			if diff := cmp.Diff(want, store.saved); diff != "" || store.once != "once" {
				t.Errorf("once %q, saved (-want +got):\n%s", store.once, diff)
			}
			if m.To != "receipt" || !m.Final || m.Draft.Receipt.Number != "П-000118" {
				t.Errorf("leads to %q, final %v, receipt %v", m.To, m.Final, m.Draft.Receipt)
			}
			if _, half := h.half(m.Draft); half {
				t.Error("saved readings count as unfinished")
			}
		})
	}
}

func TestANoteAboutAMeterReturnsToThePage(t *testing.T) {
	t.Parallel()
	store := &archive{page: page()}
	h := flow(t)
	h.Requests, h.Readings = store, store
	s := typing(about(hot), entered(cold, "123"))
	s.Once = "once"

	m, err := h.save(t.Context(), s, request(housing.MeterRolled))
	if err != nil {
		t.Fatal(err)
	}
	if m.To != "page" || m.Draft.Meter != 0 || len(m.Draft.Values) != 1 || store.once != "once" {
		t.Errorf("leads to %q, draft %+v, once %q", m.To, m.Draft, store.once)
	}
	wants(t, m.Notice.Plain(), "Заявка № З-7 meter_rolled передана: УК «Уют».")

	store.fail = housing.ErrNotYours()
	for _, intent := range []dialogs.Act{request(housing.MeterRolled), saving()} {
		if _, err := h.save(t.Context(), s, intent); !errors.Is(err, store.fail) {
			t.Errorf("%+v: error = %v", intent, err)
		}
	}
}

func TestHalfFilledReadingsAreWorthAQuestion(t *testing.T) {
	t.Parallel()
	h := flow(t)
	if what, half := h.half(typing(entered(cold, "1"), entered(hot, "2")).Draft); !half || what.Plain() != "показания (введено 2)" {
		t.Errorf("half %v: %q", half, what)
	}
	if what, half := h.half(typing(about(cold)).Draft); half {
		t.Errorf("nothing was entered and yet %q would be lost", what)
	}
}
