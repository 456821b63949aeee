package operator

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// clerk works for some organisations and keeps what links were issued.
type clerk struct {
	Staff
	works  []housing.Organisation
	role   housing.StaffRole
	issued []housing.WebLink
	hashes []housing.TokenHash
}

func (c *clerk) Offices(context.Context, housing.PersonID) ([]housing.Organisation, error) {
	return c.works, nil
}

func (c *clerk) Work(
	_ context.Context, p housing.PersonID, org housing.OrganisationID,
) (housing.Operator, error) {
	return housing.Operator{Person: p, Organisation: housing.Organisation{ID: org}, Role: c.role}, nil
}

func (c *clerk) Issue(_ context.Context, l housing.WebLink, h housing.TokenHash, _ time.Time) error {
	c.issued, c.hashes = append(c.issued, l), append(c.hashes, h)
	return nil
}

func ours() housing.Organisation { return housing.Organisation{ID: 7, Name: "УК «Уют»"} }

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func ports(tb testing.TB, c *clerk) Ports {
	tb.Helper()
	catalogue, err := theTexts()
	if err != nil {
		tb.Fatal(err)
	}
	return Ports{
		Staff: c, Links: c, Texts: catalogue, Random: rand.Reader,
		Uploads: "https://bot.example/up/", Downloads: "https://bot.example/down/",
	}
}

// The token is in the message alone: what is stored is its hash, and the session keeps nothing of it.
func TestALinkIsInItsMessageAlone(t *testing.T) {
	t.Parallel()
	c := &clerk{works: []housing.Organisation{ours()}}
	commit := ports(t, c).linked(func(dialogs.Act) (housing.WebLink, error) {
		return housing.WebLink{Kind: housing.WebUpload, Purpose: housing.WebCharges}, nil
	})
	tokens := map[string]bool{}
	for range 2 {
		m, err := commit(t.Context(), scene{Person: dialogs.Person{ID: 3}, Draft: draft{7}}, dialogs.Act{})
		if err != nil || len(m.Asides) != 1 {
			t.Fatalf("it comes to %+v, %v", m, err)
		}
		token, ok := strings.CutPrefix(m.Asides[0].Rows[0][0].URL, "https://bot.example/up/")
		tokens[token] = true
		if hash := c.hashes[len(c.hashes)-1]; !ok || !bytes.Equal(hash, housing.HashToken(token)) {
			t.Errorf("the link %q is stored as %x", token, hash)
		}
		kept, err := json.Marshal(m.Draft)
		if err != nil || strings.Contains(string(kept)+m.Asides[0].Text.Plain(), token) {
			t.Errorf("the session keeps %s, %v", kept, err)
		}
		if l := c.issued[len(c.issued)-1]; l.Person != 3 || l.Organisation.ID != 7 || l.Purpose != housing.WebCharges {
			t.Errorf("issued is %+v", l)
		}
	}
	if len(tokens) != 2 {
		t.Error("two links are the same")
	}
}

func TestWhoDoesNotWorkThereGetsNoLink(t *testing.T) {
	t.Parallel()
	c := &clerk{works: []housing.Organisation{ours()}}
	p := ports(t, c)
	link := housing.WebLink{Kind: housing.WebDownload, Purpose: housing.WebPayments, Organisation: housing.Organisation{ID: 8}}

	if _, err := p.link(t.Context(), link, time.Time{}); housing.KindOf(err) != housing.NotFound {
		t.Errorf("for another organisation it is %v", err)
	}
	link.Organisation.ID = 7
	p.Random = iotest.ErrReader(errors.New("no chance left"))
	if _, err := p.link(t.Context(), link, time.Time{}); err == nil {
		t.Error("a link is drawn without chance")
	}
	if len(c.issued) > 0 {
		t.Errorf("issued are %+v", c.issued)
	}
}

func TestWhatCannotBeTakenIsNotOffered(t *testing.T) {
	t.Parallel()
	p := ports(t, &clerk{})
	november := housing.Period{Year: 2026, Month: time.November}
	unsent := func(fresh, all int) offered {
		return offered{ours(), []housing.UnsentMonth{{Period: november, Fresh: fresh, All: all}}}
	}
	due := offeredRegister{ours(), []housing.RegisterMonth{{Period: november, Entries: 2}}}
	closed := p
	closed.Uploads, closed.Downloads = "", ""
	for name, tt := range map[string]struct {
		screen dialogs.Screen
		says   string
		labels []string
	}{
		"readings, new":      {p.showMonths(scene{}, unsent(3, 3)), "УК «Уют»", []string{"Ноябрь 2026: 3 новых"}},
		"readings, taken":    {p.showMonths(scene{}, unsent(0, 3)), "УК «Уют»", []string{"Ноябрь 2026: все, 3"}},
		"readings, both":     {p.showMonths(scene{}, unsent(1, 3)), "УК «Уют»", []string{"Ноябрь 2026: 1 новое", "Ноябрь 2026: все, 3"}},
		"readings, none":     {p.showMonths(scene{}, offered{org: ours()}), "жители показаний не передавали", nil},
		"readings, no pages": {closed.showMonths(scene{}, unsent(3, 3)), "PUBLIC_URL", nil},
		"payments":           {p.showRegister(paid(), due), "За какой месяц?", []string{"Ноябрь 2026: 2 операции"}},
		"payments, none":     {p.showRegister(paid(), offeredRegister{org: ours()}), "платежей через бота не было", nil},
		"outages, none":      {p.showRegister(switchedOff(), offeredRegister{org: ours()}), "отключений не было", nil},
		"payments, no pages": {closed.showRegister(paid(), due), "PUBLIC_URL", nil},
		"loading": {
			p.showWhat(scene{}, ours()), "УК «Уют»",
			[]string{
				"Начисления", "Лицевые счета", "Приборы учёта", "Ответ ГИС ЖКХ о показаниях", "Отключения",
				"Профилактика горячей воды", "Ответ ГИС ЖКХ об отключениях", "Сведения о домах", "Шаблон сведений о домах",
			},
		},
		"loading, no pages": {closed.showWhat(scene{}, ours()), "PUBLIC_URL", nil},
	} {
		var labels []string
		for _, row := range tt.screen.Rows {
			labels = append(labels, strings.ReplaceAll(row[0].Label, "\u00a0", " "))
		}
		if said := strings.ReplaceAll(tt.screen.Text.Plain(), "\u00a0", " "); !strings.Contains(said, tt.says) ||
			!slices.Equal(labels, tt.labels) {
			t.Errorf("%s: it says\n%s\n%q", name, said, labels)
		}
	}
}

// A report that does not list everything says how much there is beside.
func TestAReportSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	p := ports(t, &clerk{})
	r := housing.LoadReport{
		Period: housing.Period{Year: 2026, Month: time.October}, Documents: 900,
		Jumped: 25, Jumps: make([]housing.Jump, 20), Lacking: 5000, Missing: []string{"101", "102"},
	}
	for name, tt := range map[string]struct {
		every bool
		says  []string
		label string
	}{
		"at first":   {false, []string{"и ещё 20 счетов", "Нет документа у 5000 счетов: 101, 102 и ещё 4998."}, "Показать ещё 15"},
		"everything": {true, []string{"и ещё 5 счетов"}, "Опубликовать"},
	} {
		screen := p.showReport(paperScene{Draft: paper{Every: tt.every}}, r)
		said := strings.ReplaceAll(screen.Text.Plain(), "\u00a0", " ")
		for _, want := range tt.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: it lacks %q:\n%s", name, want, said)
			}
		}
		if label := strings.ReplaceAll(screen.Rows[0][0].Label, "\u00a0", " "); label != tt.label {
			t.Errorf("%s: the first button is %q", name, label)
		}
	}
}

// What was loaded between the look at a report and the press on its button is looked at first.
func TestAReportThatChangedIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	p := ports(t, &clerk{})
	seen := housing.LoadReport{Period: housing.Period{Year: 2026, Month: time.October}, Documents: 1, Mark: "one"}
	now := seen
	now.Documents, now.Mark = 2, "two"
	rows := p.showReport(paperScene{}, seen).Rows
	publish := rows[len(rows)-1][0].Act

	if m := p.decideReport(paperScene{}, now, dialogs.Input{Act: publish}); m.To != "" || m.Draft.Seen != "" ||
		!strings.Contains(m.Notice.Plain(), "загрузили ещё раз") {
		t.Errorf("another report: %+v", m)
	}
	if m := p.decideReport(paperScene{}, seen, dialogs.Input{Act: publish}); m.To != "reason" || m.Draft.Seen != "one" {
		t.Errorf("the same report: %+v", m)
	}
}
