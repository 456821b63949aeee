package register_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/register"
)

// outageSchema is the XSD of ГИС ЖКХ for interruptions, see NOTICE.
const outageSchema = "testdata/hcs-16.3.0.0/outage-report/hcs-outage-report-types.xsd"

func outageCodes(tb testing.TB, emergency string) register.OutageCodes {
	tb.Helper()
	c, err := register.ParseOutageCodes(
		"planned=1:7f0b0c4e-6a0e-4d0b-9d3f-000000000021 planned-reason=3:7F0B0C4E-6A0E-4D0B-9D3F-000000000022" + emergency)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

const emergencyCodes = " emergency=2:7f0b0c4e-6a0e-4d0b-9d3f-000000000023" +
	" emergency-reason=3:7f0b0c4e-6a0e-4d0b-9d3f-000000000024"

func at(house housing.HouseID, number string) housing.OutagePlace {
	return housing.OutagePlace{House: house, Zone: "Asia/Novosibirsk", Address: housing.Address{
		Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: number,
	}}
}

// planned is an outage of two houses, of which one has no GUID and another is
// concerned in part.
func planned(number string) housing.OutageEntry {
	start := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	part := at(3, "16")
	part.Entrance = "2"
	return housing.OutageEntry{
		Outage: housing.Outage{
			Number: number, Kind: housing.OutagePlanned, State: housing.OutageAnnounced,
			Utilities: []housing.Utility{housing.UtilityColdWater, housing.UtilityHotWater, housing.UtilityLift},
			From:      start, To: start.Add(4 * time.Hour), Cause: "=Ремонт <задвижки> &\x00\n\"узла\"",
			Places: []housing.OutagePlace{at(1, "12"), at(2, "14"), part},
			At:     start.AddDate(0, 0, -12),
		},
		FIAS: map[housing.HouseID]string{
			1: "7f0b0c4e-6a0e-4d0b-9d3f-000000000001", 3: "7f0b0c4e-6a0e-4d0b-9d3f-000000000003",
		},
	}
}

// outageMonth is what the golden files hold.
func outageMonth() []housing.OutageEntry {
	emergency := planned("О-000002")
	emergency.Kind, emergency.To, emergency.Cause = housing.OutageEmergency, time.Time{}, ""
	emergency.Places = emergency.Places[:1]
	ended := emergency
	ended.Number, ended.Danger, ended.State = "О-000003", true, housing.OutageEnded
	ended.Closed = ended.From.Add(90 * time.Minute)
	prevention := planned("О-000004")
	prevention.Kind, prevention.Utilities = housing.OutagePrevention, []housing.Utility{housing.UtilityHotWater}
	prevention.To = prevention.From.AddDate(0, 0, 14)
	calledOff := planned("О-000005")
	calledOff.State = housing.OutageCalledOff
	lift := planned("О-000006")
	lift.Utilities = lift.Utilities[2:]
	return []housing.OutageEntry{
		planned("О-000001"), emergency, ended, prevention, calledOff, lift, daily("О-000007"),
	}
}

// daily is planned work of three days that was over in the middle of the second.
func daily(number string) housing.OutageEntry {
	e := planned(number)
	e.Places = e.Places[:2]
	days := make([]housing.Span, 3)
	for i := range days {
		days[i] = housing.Span{From: e.From.AddDate(0, 0, i), To: e.To.AddDate(0, 0, i)}
	}
	e.Outage = e.During(days)
	e.State, e.Closed = housing.OutageEnded, days[1].From.Add(time.Hour)
	return e
}

func writeOutages(
	tb testing.TB, codes register.OutageCodes, format housing.RegisterFormat, entries ...housing.OutageEntry,
) ([]byte, register.OutageTotals) {
	tb.Helper()
	w := writer(tb)
	w.Codes = codes
	var out bytes.Buffer
	totals, err := w.Outages(&out, format, entries)
	if err != nil {
		tb.Fatal(err)
	}
	return out.Bytes(), totals
}

func outageRequests(t *testing.T, codes register.OutageCodes, entries ...housing.OutageEntry) []string {
	t.Helper()
	data, _ := writeOutages(t, codes, housing.RegisterXML, entries...)
	names, files := unzipped(t, data)
	var all []string
	for _, name := range names {
		if strings.HasSuffix(name, ".xml") {
			all = append(all, files[name])
		}
	}
	return all
}

func TestARegisterOfOutagesLooksAsAgreed(t *testing.T) {
	t.Parallel()
	codes := outageCodes(t, "")
	table, _ := writeOutages(t, codes, housing.RegisterCSV, outageMonth()...)
	book, _ := writeOutages(t, codes, housing.RegisterXLSX, outageMonth()...)
	archive, totals := writeOutages(t, codes, housing.RegisterXML, outageMonth()...)
	names, files := unzipped(t, archive)

	golden(t, "outages.csv", string(table))
	golden(t, "outages.xlsx.txt", sheets(t, book))
	if want := []string{"Запрос 1.xml", "Не вошли в запросы.csv"}; !slices.Equal(names, want) {
		t.Fatalf("archive holds %q, want %q", names, want)
	}
	golden(t, "outages.xml", files[names[0]])
	golden(t, "outages-left.csv", files[names[1]])
	if totals.Outages != 7 || totals.Requests != 1 || totals.Reports() != 4 || len(totals.Left) != 14 {
		t.Errorf("%d outages, %d requests, %d reports, %d left out; want 7, 1, 4, 14",
			totals.Outages, totals.Requests, totals.Reports(), len(totals.Left))
	}
}

// TestReportsOfOutagesAreValidByTheSchemaOfTheSystem takes emergencies as well,
// and one outage more than fits into a request.
func TestReportsOfOutagesAreValidByTheSchemaOfTheSystem(t *testing.T) {
	t.Parallel()
	codes := outageCodes(t, emergencyCodes)
	month := outageMonth()
	for i := range 97 {
		month = append(month, planned(fmt.Sprintf("О-1%05d", i)))
	}

	all := outageRequests(t, codes, month...)

	if len(all) != 2 || strings.Count(all[0], "<o:OutageReport>") != 100 || strings.Count(all[1], "<o:OutageReport>") != 3 {
		t.Errorf("%d requests", len(all))
	}
	if err := checkBy(t, outageSchema, all...); err != nil {
		t.Error(err)
	}
	for _, part := range []string{
		"<nsi:Code>2</nsi:Code>", "<o:StartDate>2026-12-01T09:00:00+07:00<", "<o:EndDate>2026-12-01T10:30:00+07:00<",
		"<o:ServiceCode>1</o:ServiceCode>", "Причина уточняется", "Также не работает: лифт.",
	} {
		if !strings.Contains(all[0], part) {
			t.Errorf("no %s in\n%s", part, all[0])
		}
	}
}

// TestTheSchemaOfOutagesJudges shows that what is wrong would be noticed.
func TestTheSchemaOfOutagesJudges(t *testing.T) {
	t.Parallel()
	request := outageRequests(t, outageCodes(t, ""), planned("О-000001"))[0]
	for name, change := range map[string][2]string{
		"no reason":        {"<nsi:Code>3</nsi:Code>", ""},
		"a service of ТКО": {"<o:ServiceCode>1<", "<o:ServiceCode>8<"},
		"a broken GUID":    {"7f0b0c4e-6a0e-4d0b-9d3f-000000000001", "7f0b0c4e"},
		"no start":         {"<o:StartDate>2026-12-01T09:00:00+07:00</o:StartDate>", ""},
	} {
		changed := strings.ReplaceAll(request, change[0], change[1])
		if changed == request {
			t.Fatalf("%s: nothing to change in\n%s", name, request)
		}
		if err := checkBy(t, outageSchema, changed); err == nil || !strings.Contains(err.Error(), "fails to validate") {
			t.Errorf("%s: xmllint says %v", name, err)
		}
	}
}

func TestAnOutageHasOneTransportGUIDForEver(t *testing.T) {
	t.Parallel()
	codes := outageCodes(t, "")
	guids := func(e housing.OutageEntry) (all []string) {
		for i, part := range strings.Split(outageRequests(t, codes, e)[0], "TransportGUID>") {
			if i%2 == 1 {
				all = append(all, part[:36])
			}
		}
		return all
	}
	guid := func(e housing.OutageEntry) string { return guids(e)[0] }
	changed := planned("О-000001")
	changed.To, changed.Cause = changed.To.Add(time.Hour), "иначе"

	const known = "d6731e8b-824b-5929-bfa0-b6e14684a3ac"
	if first, again := guid(planned("О-000001")), guid(changed); first != known || again != known {
		t.Errorf("the GUID is %s, again %s, it was %s: ГИС ЖКХ would take it twice", first, again, known)
	}
	several := daily("О-000001")
	later := several
	later.Outage = several.During(several.Windows[1:])
	later.Closed = several.Windows[2].To
	before, after := guids(several), guids(later)
	if len(before) != 2 || len(after) != 2 || before[1] != after[0] || before[0] == before[1] {
		t.Errorf("times have %v, and without the first of them %v", before, after)
	}
}

func TestReportsWithoutCodesAreRefusedPlainly(t *testing.T) {
	t.Parallel()
	_, err := writer(t).Outages(&bytes.Buffer{}, housing.RegisterXML, outageMonth())
	if known, ok := errors.AsType[*housing.Error](err); !ok || known.Text != "register.no_codes" {
		t.Errorf("error is %v", err)
	}
	for _, text := range []string{
		"planned=1:7f0b0c4e-6a0e-4d0b-9d3f-000000000021", "planned=1 planned-reason=3", "other=1:7f0b0c4e-6a0e-4d0b-9d3f-000000000021",
		"planned=1:7f0b0c4e-6a0e-4d0b-9d3f-000000000021 planned-reason=3:7f0b0c4e-6a0e-4d0b-9d3f-000000000022" +
			" emergency=2:7f0b0c4e-6a0e-4d0b-9d3f-000000000021",
	} {
		if _, err := register.ParseOutageCodes(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
