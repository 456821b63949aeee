package register

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/google/uuid"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// reportsPerRequest is how many outages ГИС ЖКХ takes in one request.
const reportsPerRequest = 100

// outageReport is OutageReport of ГИС ЖКХ 16.3.0.0: an interruption that is placed.
type outageReport struct {
	GUID   string    `xml:"base:TransportGUID"`
	Kind   reference `xml:"o:PlacingOutageReport>o:OutageReportData>o:OutageKind"`
	Type   string    `xml:"o:PlacingOutageReport>o:OutageReportData>o:OutageType"`
	Codes  []int     `xml:"o:PlacingOutageReport>o:OutageReportData>o:ServiceCodes>o:ServiceCode"`
	Start  string    `xml:"o:PlacingOutageReport>o:OutageReportData>o:StartDate"`
	End    string    `xml:"o:PlacingOutageReport>o:OutageReportData>o:EndDate,omitempty"`
	Reason reference `xml:"o:PlacingOutageReport>o:OutageReportData>o:OutageReason"`
	Cause  string    `xml:"o:PlacingOutageReport>o:OutageReportData>o:OutageReasonText"`
	More   string    `xml:"o:PlacingOutageReport>o:OutageReportData>o:AdditionalInfo,omitempty"`
	Houses []string  `xml:"o:PlacingOutageReport>o:OutageReportObjects>o:Houses>o:FiasHouseGUID"`
}

type reference struct {
	Code string `xml:"nsi:Code"`
	GUID string `xml:"nsi:GUID"`
}

// OutageReports writes what the organisation tells ГИС ЖКХ of its outages, as an
// archive: requests importOutageReport, not signed, and a table of the places
// that no report tells of. Each of the times of an outage is a report of its own,
// which has the same TransportGUID whenever it is written.
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

// reportAll writes a report for each of the times of an outage.
func (w Writer) reportAll(e housing.OutageEntry, to *requests, totals *OutageTotals) error {
	for _, s := range e.Lasted() {
		report, left := w.reportOf(e, s)
		totals.Left = append(totals.Left, left...)
		if len(report.Houses) == 0 {
			continue
		}
		totals.Reports++
		if err := to.add(report, element("o:OutageReport")); err != nil {
			return err
		}
	}
	return nil
}

// reportOf returns the report of an outage at one of its times; without houses
// there is none to make.
func (w Writer) reportOf(e housing.OutageEntry, s housing.Span) (r outageReport, left []LeftOutage) {
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
	why := w.unfitOutage(e, kind, codes)
	for _, p := range e.Places {
		unfit := cmp.Or(why, w.unfitPlace(e, p))
		if unfit == "" {
			r.Houses = append(r.Houses, e.FIAS[p.House])
			continue
		}
		left = append(left, LeftOutage{
			Number: e.Number, Place: texts.ShortHouse(p.Address), Reason: unfit, row: placed{e, p, s},
		})
	}
	if len(r.Houses) == 0 {
		return r, left
	}
	r.GUID = outageTransport(e.Outage, s)
	r.Kind, r.Reason, r.Type, r.Codes = reference(kind), reference(reason), "PAUSE", codes
	zone := housing.House{Zone: e.Places[0].Zone}.Location()
	r.Start = s.From.In(zone).Format(time.RFC3339)
	if !s.To.IsZero() {
		r.End = s.To.In(zone).Format(time.RFC3339)
	}
	r.Cause = cmp.Or(plain(e.Cause), w.Texts.Label("register.outage_no_cause"))
	if len(others) > 0 {
		r.More = w.Texts.Label("register.outage_also", "What", w.utilities(others))
	}
	return r, left
}

// unfitOutage says why no report tells of an outage; empty: one does.
func (w Writer) unfitOutage(e housing.OutageEntry, kind Reference, codes []int) string {
	switch {
	case e.State == housing.OutageCalledOff, e.State == housing.OutageRetracted:
		return w.Texts.Label("register.left_cancelled")
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

// outageTransport returns the TransportGUID of an outage, a UUID of version 5.
// One of several times is known by its start: the others may come and go.
func outageTransport(o housing.Outage, s housing.Span) string {
	name := fmt.Sprintf("urn:dombot:outage:%s:%d", o.Number, o.At.Unix())
	if len(o.Windows) > 0 {
		name += fmt.Sprintf(":%d", s.From.Unix())
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
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
