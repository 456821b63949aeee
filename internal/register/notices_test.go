package register_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// schema is the XSD of ГИС ЖКХ, see NOTICE.
const schema = "testdata/hcs-16.3.0.0/payment/hcs-payment-types.xsd"

// checkSchema has xmllint judge requests by the schema of payments, without the network.
func checkSchema(t *testing.T, requests ...string) error {
	t.Helper()
	return checkBy(t, schema, requests...)
}

func checkBy(t *testing.T, schema string, requests ...string) error {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatalf("%v: scripts/need xmllint installs it", err)
	}
	dir := t.TempDir()
	args := []string{"--nonet", "--noout", "--schema", schema}
	for i, request := range requests {
		path := filepath.Join(dir, fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(path, []byte(request), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if said, err := exec.CommandContext(t.Context(), lint, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}

// requests returns the requests of an archive.
func requests(t *testing.T, entries ...housing.PaymentEntry) []string {
	t.Helper()
	data, _ := write(t, housing.RegisterXML, entries...)
	names, files := unzipped(t, data)
	var all []string
	for _, name := range names {
		if strings.HasSuffix(name, ".xml") {
			all = append(all, files[name])
		}
	}
	return all
}

type told struct {
	Document string `xml:"PaymentDocumentID"`
	Service  string `xml:"ServiceID"`
	Amount   string `xml:"Amount"`
	GUID     string `xml:"TransportGUID"`
}

// read returns the notices of a request.
func read(t *testing.T, request string) []told {
	t.Helper()
	var r struct {
		Notices []told `xml:"SupplierNotificationOfOrderExecution"`
	}
	if err := xml.NewDecoder(strings.NewReader(request)).Decode(&r); err != nil {
		t.Fatalf("read request: %v", err)
	}
	return r.Notices
}

func TestRequestsAreValidByTheSchemaOfTheSystem(t *testing.T) {
	t.Parallel()
	if err := checkSchema(t, requests(t, sampleMonth()...)...); err != nil {
		t.Error(err)
	}
}

// TestTheSchemaJudges shows that what is wrong would be noticed.
func TestTheSchemaJudges(t *testing.T) {
	t.Parallel()
	request := requests(t, paid("1"), paid("2"))[0]
	for name, change := range map[string][2]string{
		"amount of one digit":  {"<p:Amount>3020.40<", "<p:Amount>3020.4<"},
		"short identifier":     {"80РС558347-01-6021", "80РС558347-01-602"},
		"the same GUID twice":  {read(t, request)[1].GUID, read(t, request)[0].GUID},
		"no version":           {` base:version="10.0.1.1"`, ""},
		"no day":               {"<p:OrderDate>2026-11-01</p:OrderDate>", ""},
		"an element too many":  {"<p:Amount>", "<p:Comment/><p:Amount>"},
		"month of no calendar": {"<base:Month>10<", "<base:Month>13<"},
	} {
		changed := strings.ReplaceAll(request, change[0], change[1])
		if changed == request {
			t.Fatalf("%s: nothing to change", name)
		}
		if err := checkSchema(t, changed); err == nil || !strings.Contains(err.Error(), "fails to validate") {
			t.Errorf("%s: xmllint says %v", name, err)
		}
	}
}

func TestARequestHasAsManyNoticesAsTheSystemTakes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entries int
		want    []int
	}{{1, []int{1}}, {249, []int{249}}, {250, []int{250}}, {251, []int{250, 1}}, {500, []int{250, 250}}, {501, []int{250, 250, 1}}} {
		entries := make([]housing.PaymentEntry, tt.entries)
		for i := range entries {
			entries[i] = paid(strconv.Itoa(i))
		}

		all := requests(t, entries...)

		var got []int
		guids := map[string]bool{}
		for _, r := range all {
			notices := read(t, r)
			got = append(got, len(notices))
			for _, n := range notices {
				guids[n.GUID] = true
			}
		}
		if !slices.Equal(got, tt.want) || len(guids) != tt.entries {
			t.Errorf("%d entries: requests of %v with %d GUIDs, want %v", tt.entries, got, len(guids), tt.want)
		}
		if err := checkSchema(t, all...); err != nil {
			t.Error(err)
		}
	}
}

func TestAPaymentHasOneTransportGUIDForEver(t *testing.T) {
	t.Parallel()
	guid := func(entries ...housing.PaymentEntry) string { return read(t, requests(t, entries...)[0])[0].GUID }
	changed := paid("1")
	changed.Sum, changed.GISID, changed.At = rubles("1"), "", changed.At.AddDate(0, 1, 0)

	first, again, other := guid(paid("1")), guid(changed), guid(paid("2"))

	const known = "1414adce-1f2e-57c4-bec6-dc8086b968fe"
	if first != again || first == other {
		t.Errorf("GUIDs: %s, again %s, of another payment %s", first, again, other)
	}
	if id, err := uuid.Parse(first); err != nil || id.Version() != 5 || id.Variant() != uuid.RFC4122 {
		t.Errorf("%s is no UUID of version 5 (%v)", first, err)
	}
	if first != known {
		t.Errorf("the GUID of a payment is %s, it was %s: ГИС ЖКХ would take it twice", first, known)
	}
}

func TestNothingIsLeftOutSilently(t *testing.T) {
	t.Parallel()
	w := writer(t)
	rapid.Check(t, func(t *rapid.T) {
		var entries []housing.PaymentEntry
		for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
			e := drawn(t, i)
			e.GISID = rapid.SampledFrom([]string{"", "80РС558347-01-6021", "80РС", e.GISID}).Draw(t, "gis id")
			e.IZHKU = rapid.SampledFrom([]string{"", "75ДА533315-01", "75ДА", e.IZHKU}).Draw(t, "izhku")
			e.Payee.INN = rapid.SampledFrom([]string{inn, "5499001413"}).Draw(t, "inn")
			entries = append(entries, e)
		}
		var out bytes.Buffer
		totals, err := w.Notices(&out, of(entries...))
		if err != nil {
			t.Fatal(err)
		}
		if totals.Notices+len(totals.Left) != len(entries) {
			t.Errorf("%d entries: %d notices, %d left out", len(entries), totals.Notices, len(totals.Left))
		}
		for _, l := range totals.Left {
			fits := l.Entry.Kind == housing.EntryPayment && l.Entry.Returned.IsZero() && l.Entry.Payee.INN == inn &&
				(len([]rune(oneLine(l.Entry.GISID))) == 18 || len([]rune(oneLine(l.Entry.IZHKU))) == 13)
			if l.Reason == "" || strings.HasPrefix(l.Reason, "‹") || fits {
				t.Errorf("left out because of %q: %+v", l.Reason, l.Entry)
			}
		}
	})
}

func TestWhatStandsInIdentifiersStaysInThem(t *testing.T) {
	t.Parallel()
	hostile := paid("1")
	hostile.GISID = `<&"'>]]><!-- -->&#` // 18 signs
	broken := paid("2")
	broken.GISID = "80РС\x00\x1b\uFFFE8347-01-6021"
	all := requests(t, hostile, broken)

	if err := checkSchema(t, all...); err != nil {
		t.Error(err)
	}
	if got := read(t, all[0])[0].Document; got != hostile.GISID {
		t.Errorf("identifier is read back as %q, want %q", got, hostile.GISID)
	}
}
