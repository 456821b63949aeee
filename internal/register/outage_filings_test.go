package register_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
)

// gis stands for the system: it takes what it is told and gives GUIDs to it.
type gis struct {
	t       *testing.T
	filings []housing.Filing
	guid    string
}

// tell writes the reports of an outage, judges them by the schema and has them taken.
func (g *gis) tell(e housing.OutageEntry) (did []string, request string) {
	g.t.Helper()
	e.Filed = housing.FiledOf(g.filings)
	data, totals := writeOutages(g.t, outageCodes(g.t, ""), housing.RegisterXML, e)
	_, files := unzipped(g.t, data)
	for name, text := range files {
		if strings.HasSuffix(name, ".xml") {
			request = text
		}
	}
	if request != "" {
		if err := checkBy(g.t, outageSchema, request); err != nil {
			g.t.Error(err)
		}
	}
	for _, f := range totals.Filings {
		f.Taken, f.GUID = true, g.guid
		g.filings = append(g.filings, f)
		did = append(did, string(f.What))
	}
	for range totals.Same {
		did = append(did, "same")
	}
	for _, l := range totals.Left {
		did = append(did, "left: "+l.Reason[:strings.IndexAny(l.Reason, ".:")])
	}
	return did, request
}

func (g *gis) wants(e housing.OutageEntry, want ...string) (request string) {
	g.t.Helper()
	did, request := g.tell(e)
	if !slices.Equal(did, want) {
		g.t.Errorf("reports %q, want %q", did, want)
	}
	return request
}

const outageGUID = "7f0b0c4e-6a0e-4d0b-9d3f-0000000000aa"

// one is an outage of one house that has a GUID.
func one(number string) housing.OutageEntry {
	e := planned(number)
	e.ID, e.Places = 7, e.Places[:1]
	return e
}

func TestWhatTheSystemTookIsEditedAndAnnulled(t *testing.T) {
	t.Parallel()
	g := &gis{t: t, guid: outageGUID}
	e := one("О-000001")
	g.wants(e, "placed")
	g.wants(e, "same")

	e.To = e.To.Add(2 * time.Hour)
	edit := g.wants(e, "edited")
	for _, part := range []string{
		"<o:EditOutageReport>\n   <o:OutageReportGUID>" + outageGUID, "<o:EndDate>2026-12-01T15:00:00+07:00<",
		"<o:FiasHouseGUID>", "<o:OutageReasonText>",
	} {
		if !strings.Contains(edit, part) {
			t.Errorf("no %s in\n%s", part, edit)
		}
	}
	g.wants(e, "same")

	e.State = housing.OutageCalledOff
	annulment := g.wants(e, "annulled")
	if !strings.Contains(annulment, "<o:OutageReportGUID>"+outageGUID) ||
		!strings.Contains(annulment, "<o:AnnulmentReason>Отключение отменено.<") {
		t.Errorf("annulment is\n%s", annulment)
	}
	g.wants(e, "same")

	transports := map[string]bool{}
	for _, f := range g.filings {
		transports[f.Transport] = true
		if f.Outage != 7 || f.Base != g.filings[0].Transport {
			t.Errorf("filing is %+v", f)
		}
	}
	if len(transports) != 3 {
		t.Errorf("reports %v share a TransportGUID", g.filings)
	}
}

func TestWithoutAGUIDTheOrganisationDoesItByHand(t *testing.T) {
	t.Parallel()
	g := &gis{t: t}
	e := one("О-000001")
	g.wants(e, "placed")
	e.Cause = "иначе"
	g.wants(e, "left: Сведения изменились")
	e.State = housing.OutageRetracted
	g.wants(e, "left: Отключение не состоялось или отозвано")

	waits := &gis{t: t}
	e = one("О-000002")
	waits.wants(e, "placed")
	waits.filings[0].Taken = false
	e.State = housing.OutageCalledOff
	_, totals := writeOutages(t, outageCodes(t, ""), housing.RegisterXML, housing.OutageEntry{
		Outage: e.Outage, FIAS: e.FIAS, Filed: housing.FiledOf(waits.filings),
	})
	if len(totals.Left) != 1 || !strings.Contains(totals.Left[0].Reason, "загрузите ответ ГИС ЖКХ") {
		t.Errorf("left out: %+v", totals.Left)
	}
}

// TestEachOfSeveralTimesIsFiledAlone has a time dropped, which is taken back, and a
// time that was taken back come again, which is placed anew.
func TestEachOfSeveralTimesIsFiledAlone(t *testing.T) {
	t.Parallel()
	g := &gis{t: t, guid: outageGUID}
	e := daily("О-000001")
	e.State, e.Closed, e.Places = housing.OutageAnnounced, time.Time{}, e.Places[:1]
	windows := e.Windows
	filings := func() { // each time has a GUID of its own
		for i := range g.filings {
			if g.filings[i].What == housing.FilingPlaces {
				g.filings[i].GUID = g.filings[i].Transport
			}
		}
	}
	g.guid = ""
	g.wants(e, "placed", "placed", "placed")
	filings()
	fewer := e
	fewer.Outage = e.During(windows[:2])
	request := g.wants(fewer, "annulled", "same", "same")
	if !strings.Contains(request, "такого перерыва нет") {
		t.Errorf("it says\n%s", request)
	}
	g.wants(fewer, "same", "same")
	g.wants(e, "placed", "same", "same")
	placed := regexp.MustCompile("TransportGUID>[^<]+").FindString(request)
	for _, f := range g.filings[:3] {
		if strings.HasSuffix(placed, f.Transport) {
			t.Errorf("what was annulled comes again under its old TransportGUID %s", f.Transport)
		}
	}
}

func TestFilings(t *testing.T) {
	t.Parallel()
	place := housing.Filing{Base: "b", What: housing.FilingPlaces, Digest: "1", Taken: true, GUID: "g"}
	edit := housing.Filing{Base: "b", What: housing.FilingEdits, Digest: "2", Taken: true}
	open := housing.Filing{Base: "b", What: housing.FilingEdits, Digest: "3"}
	refused := open
	refused.Fault = "нет прав"
	annul := housing.Filing{Base: "b", What: housing.FilingAnnuls, Taken: true}
	for name, tt := range map[string]struct {
		filings []housing.Filing
		want    housing.Filed
	}{
		"placed":           {[]housing.Filing{place}, housing.Filed{GUID: "g", Digest: "1", Turns: 1, Stands: true}},
		"edited":           {[]housing.Filing{place, edit}, housing.Filed{GUID: "g", Digest: "2", Turns: 2, Stands: true}},
		"edit unanswered":  {[]housing.Filing{place, open}, housing.Filed{GUID: "g", Digest: "1", Turns: 1, Stands: true, Waiting: true}},
		"edit refused":     {[]housing.Filing{place, refused}, housing.Filed{GUID: "g", Digest: "1", Turns: 1, Stands: true}},
		"annulled":         {[]housing.Filing{place, annul}, housing.Filed{GUID: "g", Turns: 2}},
		"only written":     {[]housing.Filing{open}, housing.Filed{Waiting: true}},
		"placed once more": {[]housing.Filing{place, annul, {Base: "b", What: housing.FilingPlaces, Digest: "4", Taken: true}}, housing.Filed{Digest: "4", Turns: 3, Stands: true}},
	} {
		tt.want.Base = "b"
		if got := housing.FiledOf(tt.filings)["b"]; got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
