package register

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// reportsPerRequest is how many outages ГИС ЖКХ takes in one request.
const reportsPerRequest = 100

// outageReport is OutageReport of ГИС ЖКХ 16.3.0.0: one of its three parts is there.
type outageReport struct {
	GUID    string           `xml:"base:TransportGUID"`
	Placing *outageBody      `xml:"o:PlacingOutageReport"`
	Edit    *outageBody      `xml:"o:EditOutageReport"`
	Annul   *outageAnnulment `xml:"o:AnnulmentOutageReport"`
}

// outageBody is an interruption as it is placed; an edit tells all of it again.
type outageBody struct {
	GUID   string    `xml:"o:OutageReportGUID,omitempty"`
	Kind   reference `xml:"o:OutageReportData>o:OutageKind"`
	Type   string    `xml:"o:OutageReportData>o:OutageType"`
	Codes  []int     `xml:"o:OutageReportData>o:ServiceCodes>o:ServiceCode"`
	Start  string    `xml:"o:OutageReportData>o:StartDate"`
	End    string    `xml:"o:OutageReportData>o:EndDate,omitempty"`
	Reason reference `xml:"o:OutageReportData>o:OutageReason"`
	Cause  string    `xml:"o:OutageReportData>o:OutageReasonText"`
	More   string    `xml:"o:OutageReportData>o:AdditionalInfo,omitempty"`
	Houses []string  `xml:"o:OutageReportObjects>o:Houses>o:FiasHouseGUID"`
}

type outageAnnulment struct {
	GUID   string `xml:"o:OutageReportGUID"`
	Reason string `xml:"o:AnnulmentReason"`
}

type reference struct {
	Code string `xml:"nsi:Code"`
	GUID string `xml:"nsi:GUID"`
}

// OutageReports writes what the organisation tells ГИС ЖКХ of its outages, as an
// archive: requests importOutageReport, not signed, and a table of the places
// that no report tells of. Each of the times of an outage is a report of its own:
// it is placed, edited once ГИС ЖКХ took it and it changed since, and annulled
// once it does not take place. What ГИС ЖКХ has as it is is not told again.
func (w Writer) OutageReports(
	out io.Writer, entries []housing.OutageEntry,
) (totals OutageTotals, err error) {
	if w.Codes.Planned == (Reference{}) {
		return totals, &housing.Error{Kind: housing.Refused, Text: "register.no_codes"}
	}
	archive := zip.NewWriter(out)
	r := &requests{archive: archive, name: w.Texts.Label, root: reportsRoot(), most: reportsPerRequest}
	totals.Outages = len(entries)
	for _, e := range entries {
		if err := w.reportAll(e, r, &totals); err != nil {
			return OutageTotals{}, fmt.Errorf("write outages for ГИС ЖКХ: %w", err)
		}
	}
	totals.Requests = r.count
	err = r.end()
	if err == nil && len(totals.Left) > 0 {
		err = w.listOutages(archive, totals.Left)
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return OutageTotals{}, fmt.Errorf("write outages for ГИС ЖКХ: %w", err)
	}
	return totals, nil
}

// reportAll writes what is to be told of each of the times of an outage.
func (w Writer) reportAll(e housing.OutageEntry, to *requests, totals *OutageTotals) error {
	filer := &filer{Writer: w, of: e, to: to, totals: totals}
	times := map[string]bool{}
	for _, s := range e.Lasted() {
		base := outageTransport(e.Outage, s)
		times[base] = true
		if err := filer.file(base, s); err != nil {
			return err
		}
	}
	return filer.dropped(times)
}

// bodyOf returns an outage at one of its times; without houses there is nothing to report.
func (w Writer) bodyOf(e housing.OutageEntry, s housing.Span) (b outageBody, left []LeftOutage) {
	kind, reason := w.Codes.Planned, w.Codes.PlannedReason
	if e.Kind == housing.OutageEmergency {
		kind, reason = w.Codes.Emergency, w.Codes.EmergencyReason
	}
	var codes []int
	var others []housing.Utility
	for _, u := range e.Utilities {
		if code, ok := u.ServiceCode(); ok {
			codes = append(codes, code)
			continue
		}
		others = append(others, u)
	}
	why := w.unfitOutage(kind, codes)
	for _, p := range e.Places {
		unfit := cmp.Or(why, w.unfitPlace(e, p))
		if unfit == "" {
			b.Houses = append(b.Houses, e.FIAS[p.House])
			continue
		}
		left = append(left, w.leftAt(placed{e, p, s}, unfit))
	}
	if len(b.Houses) == 0 {
		return b, left
	}
	b.Kind, b.Reason, b.Type, b.Codes = reference(kind), reference(reason), "PAUSE", codes
	zone := housing.House{Zone: e.Places[0].Zone}.Location()
	b.Start = s.From.In(zone).Format(time.RFC3339)
	if !s.To.IsZero() {
		b.End = s.To.In(zone).Format(time.RFC3339)
	}
	b.Cause = cmp.Or(plain(e.Cause), w.Texts.Label("register.outage_no_cause"))
	if len(others) > 0 {
		b.More = w.Texts.Label("register.outage_also", "What", w.utilities(others))
	}
	return b, left
}

func (w Writer) leftAt(at placed, reason string) LeftOutage {
	return LeftOutage{
		Number: at.of.Number, Place: texts.ShortHouse(at.place.Address), Reason: reason, row: at,
	}
}

// unfitOutage says why no report tells of an outage; empty: one does.
func (w Writer) unfitOutage(kind Reference, codes []int) string {
	switch {
	case kind == Reference{}:
		return w.Texts.Label("register.left_emergency")
	case len(codes) == 0:
		return w.Texts.Label("register.left_utility")
	}
	return ""
}

// unfitPlace says why a report does not name a place: the system knows whole
// houses by their GUID, and flats by numbers that it alone gives out.
func (w Writer) unfitPlace(e housing.OutageEntry, p housing.OutagePlace) string {
	const guid = `^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`
	switch {
	case p.Entrance != "" || len(p.Premises) > 0:
		return w.Texts.Label("register.left_part")
	case !regexp.MustCompile(guid).MatchString(e.FIAS[p.House]):
		return w.Texts.Label("register.left_fias")
	}
	return ""
}

// reportsRoot is the element around the reports of one file.
func reportsRoot() xml.StartElement {
	return element("o:importOutageReportRequest",
		schema("o", "outage-report"), schema("base", "base"), schema("nsi", "nsi-base"),
		attribute("Id", "signed-data-container"), attribute("base:version", "13.2.2.0"))
}

// listOutages writes the places that no report tells of.
func (w Writer) listOutages(archive *zip.Writer, left []LeftOutage) error {
	reason := column[LeftOutage]{
		title: w.Texts.Label("register.reason"), of: func(l LeftOutage) cell { return words(l.Reason) },
	}
	columns := behind(reason, w.outageColumns(), func(l LeftOutage) placed { return l.row })
	return listLeft(archive, w.Texts.Label("register.left_name"), columns, left)
}
