package register

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"dombot/internal/housing"
)

// filer writes what is to be told of one outage after what ГИС ЖКХ has of it.
type filer struct {
	Writer

	of     housing.OutageEntry
	to     *requests
	totals *OutageTotals
}

// off reports whether the outage does not take place.
func (f *filer) off() bool {
	return f.of.State == housing.OutageCalledOff || f.of.State == housing.OutageRetracted
}

// file tells of one of the times of the outage.
func (f *filer) file(base string, s housing.Span) error {
	is := f.of.Filed[base]
	is.Base = base
	if f.off() {
		return f.callOff(is, s)
	}
	body, left := f.bodyOf(f.of, s)
	f.totals.Left = append(f.totals.Left, left...)
	switch {
	case len(body.Houses) > 0:
		return f.place(is, body, s)
	case is.Stands && is.GUID != "":
		return f.annul(is, "register.annul_changed")
	}
	return nil
}

// place tells of a time that takes place.
func (f *filer) place(is housing.Filed, body outageBody, s housing.Span) error {
	digest, err := digestOf(body)
	switch {
	case err != nil:
		return err
	case !is.Stands:
		f.totals.Placed++
		filing := housing.Filing{
			Base: is.Base, What: housing.FilingPlaces, Digest: digest, Transport: is.Base,
		}
		if is.Turns > 0 {
			filing.Transport = transportOf(filing, is.Turns, "")
		}
		return f.write(filing, outageReport{Placing: &body})
	case is.Digest == digest:
		f.totals.Same++
		return nil
	case is.GUID == "":
		f.leave(s, "register.left_changed")
		return nil
	}
	f.totals.Edited++
	body.GUID = is.GUID
	filing := housing.Filing{Base: is.Base, What: housing.FilingEdits, Digest: digest}
	filing.Transport = transportOf(filing, is.Turns, digest)
	return f.write(filing, outageReport{Edit: &body})
}

// callOff takes back what ГИС ЖКХ has of a time that does not take place.
func (f *filer) callOff(is housing.Filed, s housing.Span) error {
	switch {
	case is.Stands && is.GUID == "":
		f.leave(s, "register.left_cancelled")
	case is.Stands && f.of.State == housing.OutageRetracted:
		return f.annul(is, "register.annul_retracted")
	case is.Stands:
		return f.annul(is, "register.annul_called_off")
	case is.Turns > 0:
		f.totals.Same++
	case is.Waiting:
		f.leave(s, "register.left_waiting")
	default:
		f.leave(s, "register.left_untold")
	}
	return nil
}

// dropped takes back the times that the outage has no more.
func (f *filer) dropped(times map[string]bool) error {
	for _, base := range slices.Sorted(maps.Keys(f.of.Filed)) {
		is := f.of.Filed[base]
		if times[base] || !is.Stands {
			continue
		}
		if is.GUID == "" {
			f.leave(housing.Span{From: f.of.From, To: f.of.To}, "register.left_changed")
			continue
		}
		if err := f.annul(is, "register.annul_changed"); err != nil {
			return err
		}
	}
	return nil
}

func (f *filer) annul(is housing.Filed, reason string) error {
	f.totals.Annulled++
	filing := housing.Filing{Base: is.Base, What: housing.FilingAnnuls}
	filing.Transport = transportOf(filing, is.Turns, "")
	return f.write(filing, outageReport{
		Annul: &outageAnnulment{GUID: is.GUID, Reason: f.Texts.Label(reason)},
	})
}

func (f *filer) write(filing housing.Filing, report outageReport) error {
	filing.Outage, report.GUID = f.of.ID, filing.Transport
	f.totals.Filings = append(f.totals.Filings, filing)
	return f.to.add(report, element("o:OutageReport"))
}

// leave says of each place why no report tells of it.
func (f *filer) leave(s housing.Span, reason string) {
	for _, p := range f.of.Places {
		f.totals.Left = append(f.totals.Left, f.leftAt(placed{f.of, p, s}, f.Texts.Label(reason)))
	}
}

// digestOf returns the same for what ГИС ЖКХ would read as the same.
func digestOf(body outageBody) (string, error) {
	text, err := xml.Marshal(body)
	if err != nil {
		return "", fmt.Errorf("digest report: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), nil
}

// outageTransport returns the TransportGUID under which one of the times of an
// outage is placed, a UUID of version 5. One of several times is known by its
// start: the others may come and go.
func outageTransport(o housing.Outage, s housing.Span) string {
	name := fmt.Sprintf("urn:dombot:outage:%s:%d", o.Number, o.At.Unix())
	if len(o.Windows) > 0 {
		name += fmt.Sprintf(":%d", s.From.Unix())
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}

// transportOf returns the TransportGUID of a later report of the same time: the
// same for the same until ГИС ЖКХ takes it, then another.
func transportOf(f housing.Filing, turns int, says string) string {
	name := fmt.Sprintf("urn:dombot:outage-report:%s:%s:%d:%s", f.Base, f.What, turns, says)
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)).String()
}
