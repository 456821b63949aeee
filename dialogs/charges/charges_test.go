package charges

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

// flow is the flow over the real sentences and no storage.
func flow(tb testing.TB) charges {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return charges{Ports{Texts: catalogue}, catalogue}
}

func rub(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func null(s string) decimal.NullDecimal { return decimal.NewNullDecimal(rub(s)) }

func october() housing.Period { return housing.Period{Year: 2026, Month: time.October} }

// statement is October as the residents of the example see it on the 14th of November.
func statement() housing.Statement {
	return housing.Statement{
		Account: housing.Account{
			Number: "1203045", Premises: "45", House: housing.House{
				Organisation: housing.Organisation{Name: "УК «Уют»", Phone: "+7 000 000-00-00"},
				Address:      housing.Address{Street: "ул. Ленина", Number: "12"}, Zone: "UTC",
			},
		},
		Name: "Дом", Today: housing.Date{Year: 2026, Month: time.November, Day: 14}, Period: october(),
		Periods: []housing.Period{october(), october().Add(-1)},
		Document: &housing.Document{
			Period: october(), Edition: 1, State: housing.DocumentPublished,
			Changed: time.Date(2026, time.November, 5, 9, 0, 0, 0, time.UTC),
			Sums:    housing.DocumentSums{Charged: rub("3020.45"), Debt: rub("100"), Due: rub("3120.45")},
		},
	}
}

// plain returns what a screen says, without marks and with plain spaces.
func plain(s dialogs.Screen) string { return strings.ReplaceAll(s.Text.Plain(), "\u00a0", " ") }

func TestTheMonthSaysWhatIsToBePaid(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(st *housing.Statement)
		want   string
	}{
		"before the last day": {func(*housing.Statement) {}, "К оплате 3 120,45 ₽ до понедельника, 16 ноября (15-е — выходной)"},
		"on the last day":     {func(st *housing.Statement) { st.Today.Day = 16 }, "до понедельника, 16 ноября"},
		"after it":            {func(st *housing.Statement) { st.Today.Day = 17 }, "К оплате 3 120,45 ₽, срок был 16 ноября"},
		"an earlier month": {func(st *housing.Statement) {
			st.Periods = append([]housing.Period{october().Add(1)}, st.Periods...)
		}, "Было к оплате 3 120,45 ₽ до 16 ноября"},
		"nothing": {func(st *housing.Statement) { st.Document.Sums.Due = decimal.Decimal{} }, "Платить ничего не нужно."},
		"a part is paid here": {
			func(st *housing.Statement) { st.Since = rub("120.45") },
			"Через ДомБот оплачено 120,45 ₽.\nК оплате 3 000,00 ₽ до понедельника, 16 ноября",
		},
		"more is paid here": {
			func(st *housing.Statement) { st.Since = rub("3200") },
			"Через ДомБот оплачено 3 200,00 ₽.\nПлатить ничего не нужно.",
		},
		"an earlier month was paid here": {func(st *housing.Statement) {
			st.Since, st.Periods = rub("3120.45"), append([]housing.Period{october().Add(1)}, st.Periods...)
		}, "Начислено 3 020,45 ₽ · долг 100,00 ₽\nБыло к оплате 3 120,45 ₽"},
		"an advance": {func(st *housing.Statement) {
			st.Document.Sums.Debt, st.Document.Sums.Advance = decimal.Decimal{}, rub("250")
		}, "Начислено 3 020,45 ₽ · аванс 250,00 ₽"},
		"a new edition": {func(st *housing.Statement) {
			st.Document.Edition, st.Document.Reason = 2, "Перерасчёт отопления"
		}, "Квитанция исправлена 5 ноября: перерасчёт отопления."},
		"withdrawn": {func(st *housing.Statement) {
			st.Document.State, st.Document.Reason = housing.DocumentWithdrawn, ""
		}, "Квитанцию за октябрь организация отозвала 5 ноября и готовит новую. Когда она появится, сообщим."},
		"no document": {func(st *housing.Statement) { st.Document = nil }, "За октябрь начислений ещё нет"},
		"words of the organisation": {func(st *housing.Statement) {
			st.Document.Info = "Касса *закрыта*"
		}, "Касса *закрыта*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := statement()
			tt.change(&st)

			if got := plain(flow(t).showMonth(scene{}, st)); !strings.Contains(got, tt.want) {
				t.Errorf("the month says\n%s\nwant %q", got, tt.want)
			}
		})
	}
}

func TestAServiceShowsAProductOnlyWhereItIsTheSum(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		line housing.Charge
		want string
	}{
		"a product": {
			housing.Charge{Service: "Холодная вода", Unit: "м³", Volume: null("4.102"), Tariff: null("42.3"), Charged: rub("173.51"), Total: rub("173.51")},
			"Холодная вода: 4,102 м³ × 42,30 ₽ = 173,51 ₽",
		},
		"with the common property": {
			housing.Charge{
				Service: "Электричество", Unit: "кВт·ч", Volume: null("100"), CommonVolume: null("5"), Tariff: null("4.39"),
				Common: rub("21.95"), Charged: rub("460.95"), Total: rub("460.95"),
			},
			"Электричество: 105 кВт·ч × 4,39 ₽ = 460,95 ₽\n— в том числе на общее имущество 21,95 ₽",
		},
		"all for the common property": {
			housing.Charge{
				Service: "Свет в подъезде", Unit: "кВт·ч", CommonVolume: null("5"), Tariff: null("4"),
				Common: rub("20"), Charged: rub("20"), Total: rub("20"),
			},
			"Свет в подъезде: 5 кВт·ч × 4,00 ₽ = 20,00 ₽",
		},
		"no product": {
			housing.Charge{Service: "Отопление", Unit: "Гкал", Volume: null("0.382"), Tariff: null("2310"), Charged: rub("900"), Total: rub("900")},
			"Отопление: 900,00 ₽",
		},
		"a fixed sum": {housing.Charge{Service: "Домофон", Charged: rub("45"), Total: rub("45")}, "Домофон: 45,00 ₽"},
		"by norm, with a benefit": {
			housing.Charge{
				Service: "ТКО", Unit: "чел.", Method: housing.ByNormative, Volume: null("2"), Tariff: null("68.35"),
				Charged: rub("136.7"), Benefit: rub("36.7"), Total: rub("100"),
			},
			"ТКО: 2 чел. × 68,35 ₽ = 136,70 ₽\n— по нормативу, льгота −36,70 ₽, итого 100,00 ₽",
		},
		"a penalty": {
			housing.Charge{Kind: housing.PenaltyCharge, Service: "Пени", Penalty: rub("0.82"), Total: rub("0.82")},
			"Пени: 0,82 ₽",
		},
		"signs of markup": {housing.Charge{Service: "*Вода*", Charged: rub("1"), Total: rub("1")}, "*Вода*: 1,00 ₽"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.ReplaceAll(flow(t).service(&tt.line).Plain(), "\u00a0", " ")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheChangeIsSplitInWords(t *testing.T) {
	t.Parallel()
	c := flow(t)
	st := statement()
	line := func(service, volume, tariff, total string) housing.Charge {
		return housing.Charge{
			Kind: housing.ServiceCharge, Service: service, Volume: null(volume), Tariff: null(tariff),
			Charged: rub(total), Total: rub(total),
		}
	}
	before := *st.Document
	before.Period, before.Charges = october().Add(-1), []housing.Charge{line("Вода", "4", "40", "160"), line("Полив", "1", "10", "10")}
	st.Document.Charges = []housing.Charge{line("Вода", "5", "42", "210"), line("Отопление", "0.4", "2000", "800")}
	st.Before = &before

	got := plain(c.showWhy(scene{}, st))

	want := `Почему изменилось · Дом · октябрь 2026
Октябрь дороже сентября на 840,00 ₽.

объём +832,00 ₽
тариф +8,00 ₽
перерасчёт 0,00 ₽
льготы 0,00 ₽
пени 0,00 ₽

Отопление +800,00 ₽ (раньше не начислялось)
Вода +50,00 ₽
Полив −10,00 ₽ (больше не начисляется)`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// months are the periods of a year with their sums, and a drawer that keeps what it draws.
type months struct {
	Documents
	drawn housing.Chart
}

func (m *months) Months(
	context.Context, housing.PersonID, housing.AccountID, housing.Period,
) ([]housing.MonthCharge, error) {
	var all []housing.MonthCharge
	for i := range 14 {
		all = append(all, housing.MonthCharge{Period: october().Add(i - 13), Charged: decimal.New(int64(100_000+i), -2)})
	}
	return all, nil
}

func (m *months) draw(c housing.Chart) ([]byte, error) {
	m.drawn = c
	return []byte("picture"), nil
}

func TestTheChartShowsAYearInTheLettersOfItsFont(t *testing.T) {
	t.Parallel()
	m := &months{}
	c := flow(t)
	c.Documents, c.Chart = m, m.draw

	got, err := c.chart(t.Context(), scene{Now: time.Date(2026, time.November, 14, 9, 0, 0, 0, time.UTC)})
	if err != nil || len(got.Asides) != 1 {
		t.Fatalf("answered %+v, %v", got, err)
	}

	if n := len(m.drawn.Bars); n != 12 || m.drawn.Bars[11].Name != "октябрь" {
		t.Errorf("%d bars, the last %q", n, m.drawn.Bars[n-1].Name)
	}
	for _, b := range m.drawn.Bars {
		if strings.Contains(b.Text+m.drawn.Title, "₽") {
			t.Errorf("the picture has a sign that its font lacks: %q, %q", b.Text, m.drawn.Title)
		}
	}
	if caption := plain(got.Asides[0]); !strings.Contains(caption, "октябрь: 1 000,13 ₽") {
		t.Errorf("the caption says\n%s", caption)
	}
}
