package register

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/google/uuid"

	"dombot/internal/housing"
)

// perRequest is how many notices ГИС ЖКХ takes in one request.
const perRequest = 250

// How long the identifiers of ГИС ЖКХ are.
const (
	documentSigns = 18
	serviceSigns  = 13
)

// notice is SupplierNotificationOfOrderExecution of ГИС ЖКХ 16.3.0.0. Exactly
// one of Document and Service is there.
type notice struct {
	Day      string `xml:"p:OrderDate"`
	Month    int    `xml:"p:OrderPeriod>base:Month"`
	Year     int    `xml:"p:OrderPeriod>base:Year"`
	Document string `xml:"bills:PaymentDocumentID,omitempty"`
	Service  string `xml:"account:ServiceID,omitempty"`
	Amount   string `xml:"p:Amount"`
	Online   bool   `xml:"p:OnlinePayment"`
	GUID     string `xml:"base:TransportGUID"`
}

// Notices writes what the organisation tells ГИС ЖКХ of the money it got, as an
// archive: requests importSupplierNotificationsOfOrderExecution, not signed, and
// a table of the entries that no notice tells of. The same payment has the same
// TransportGUID whenever it is written.
func (w Writer) Notices(out io.Writer, entries Entries) (Totals, error) {
	archive := zip.NewWriter(out)
	r := &requests{archive: archive, name: w.Texts.Label, root: noticesRoot(), most: perRequest}
	totals, err := w.notify(r, entries)
	if err == nil && len(totals.Left) > 0 {
		err = w.list(archive, totals.Left)
	}
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		return Totals{}, fmt.Errorf("write register for ГИС ЖКХ: %w", err)
	}
	return totals, nil
}

func (w Writer) notify(r *requests, entries Entries) (totals Totals, err error) {
	for e, err := range entries {
		if err != nil {
			return totals, err
		}
		totals.add(e)
		if reason := w.unfit(e); reason != "" {
			e.Shares = nil
			totals.Left = append(totals.Left, Left{e, reason})
			continue
		}
		totals.Notices++
		if err := r.add(noticeOf(e), element("p:SupplierNotificationOfOrderExecution")); err != nil {
			return totals, err
		}
	}
	totals.Requests = r.count
	return totals, r.end()
}

// unfit says why no notice tells of an entry; empty: one does. A refund would
// cancel a notice by the OrderID that ГИС ЖКХ gave to it, which only the
// organisation knows.
func (w Writer) unfit(e housing.PaymentEntry) string {
	switch {
	case e.Kind == housing.EntryRefund:
		return w.Texts.Label("register.left_refund")
	case !e.Returned.IsZero():
		return w.Texts.Label("register.left_returned", "Day", field(cell{day: e.Returned}))
	case e.Payee.INN != w.Organisation.INN:
		return w.Texts.Label("register.left_payee")
	case documentOf(e) == "" && serviceOf(e) == "":
		return w.Texts.Label("register.left_unknown")
	}
	return ""
}

func documentOf(e housing.PaymentEntry) string { return exactly(documentSigns, plain(e.GISID)) }
func serviceOf(e housing.PaymentEntry) string  { return exactly(serviceSigns, plain(e.IZHKU)) }

// exactly returns what has as many signs, else nothing.
func exactly(signs int, s string) string {
	if utf8.RuneCountInString(s) != signs {
		return ""
	}
	return s
}

func noticeOf(e housing.PaymentEntry) notice {
	n := notice{
		Day: housing.DateOf(e.At).String(), Month: int(e.Period.Month), Year: e.Period.Year,
		Document: documentOf(e), Amount: e.Sum.StringFixed(2), Online: true, GUID: transport(e.Key),
	}
	if n.Document == "" {
		n.Service = serviceOf(e)
	}
	return n
}

// transport returns the TransportGUID of a payment, a UUID of version 5.
func transport(key string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:dombot:payment:"+key)).String()
}

// list writes the entries that no notice tells of.
func (w Writer) list(archive *zip.Writer, left []Left) error {
	reason := column[Left]{
		title: w.Texts.Label("register.reason"), of: func(l Left) cell { return words(l.Reason) },
	}
	columns := behind(reason, w.columns(), func(l Left) entry { return l.Entry })
	return listLeft(archive, w.Texts.Label("register.left_name"), columns, left)
}

// noticesRoot is the element around the notices of one file.
func noticesRoot() xml.StartElement {
	return element("p:importSupplierNotificationsOfOrderExecutionRequest",
		schema("p", "payment"), schema("base", "base"), schema("bills", "bills-base"),
		schema("account", "account-base"),
		attribute("Id", "signed-data-container"), attribute("base:version", "10.0.1.1"))
}
