package gis

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"dombot/internal/housing"
)

// ReportBook takes in what ГИС ЖКХ answered to reports of outages.
type ReportBook interface {
	ImportReports(
		ctx context.Context, in housing.Import, answers []housing.FilingAnswer,
	) (housing.ImportReport, error)
}

// maxAnswer is how large an answer of ГИС ЖКХ may be: a request has a hundred reports at most.
const maxAnswer = 4 << 20

// maxFault is how much of the words of ГИС ЖКХ is kept of one report.
const maxFault = 500

// Reports reads the answer of ГИС ЖКХ (getStateResult of version 16.3.0.0, with
// or without its envelope) to a request importOutageReport.
func (im *Importer) Reports(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	if src.Size > maxAnswer {
		return report, refuse(nil,
			"Файл больше %d МБ: это не ответ ГИС ЖКХ на запрос об отключениях.", maxAnswer>>20)
	}
	answers, err := readAnswers(io.NewSectionReader(src.Data, 0, src.Size))
	if err != nil {
		return report, err
	}
	if report, err = im.ReportBook.ImportReports(ctx, opts.imported(), answers); err != nil {
		return report, fmt.Errorf("import answers: %w", err)
	}
	return report, nil
}

// told is CommonResultType, by the names of its elements in whatever namespace.
type told struct {
	GUID      string      `xml:"GUID"`
	Transport string      `xml:"TransportGUID"`
	Updated   string      `xml:"UpdateDate"`
	Errors    []toldFault `xml:"Error"`
}

type toldFault struct {
	Code string `xml:"ErrorCode"`
	Text string `xml:"Description"`
}

// says returns the words of a fault with its code, by which the support of ГИС ЖКХ knows it.
func (f toldFault) says() string {
	text, code := cleanText(f.Text), cleanText(f.Code)
	switch {
	case text == "":
		return code
	case code == "":
		return text
	}
	return text + " (" + code + ")"
}

func readAnswers(r io.Reader) ([]housing.FilingAnswer, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	var read outageAnswer
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return read.all()
		}
		if err != nil {
			return nil, refuse(err, "Файл не читается как XML: загрузите ответ ГИС ЖКХ, каким он пришёл.")
		}
		if at, ok := token.(xml.StartElement); ok {
			if err := read.element(d, at); err != nil {
				return nil, damagedAnswer(err)
			}
		}
	}
}

// outageAnswer is what of an answer was read so far.
type outageAnswer struct {
	state  string
	result bool // there is a result
	each   []housing.FilingAnswer
}

// element reads one that says something and steps into every other.
func (a *outageAnswer) element(d *xml.Decoder, at xml.StartElement) (err error) {
	switch at.Name.Local {
	case "RequestState":
		return d.DecodeElement(&a.state, &at)
	case "ErrorMessage", "Fault":
		return refuseWhole(d, at)
	case "ImportResult":
		a.result = true
		var one told
		if err = d.DecodeElement(&one, &at); err == nil {
			a.each, err = one.add(a.each)
		}
	}
	return err
}

// all returns the answers of a file that was read whole.
func (a *outageAnswer) all() ([]housing.FilingAnswer, error) {
	state := strings.TrimSpace(a.state)
	switch {
	case a.result:
		return a.each, nil
	case state == "1" || state == "2":
		return nil, refuse(nil, "ГИС ЖКХ ещё обрабатывает запрос: загрузите ответ, когда он будет готов.")
	}
	return nil, refuse(nil, "В файле нет ответа ГИС ЖКХ на запрос об отключениях.")
}

func damagedAnswer(err error) error {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	return refuse(err, "Файл повреждён или загружен не до конца: загрузите ответ ГИС ЖКХ, каким он пришёл.")
}

// refuseWhole tells why ГИС ЖКХ did not take a request at all.
func refuseWhole(d *xml.Decoder, at xml.StartElement) error {
	var whole struct {
		toldFault

		Soap string `xml:"faultstring"`
	}
	if err := d.DecodeElement(&whole, &at); err != nil {
		return damagedAnswer(err)
	}
	says := whole.says()
	if says == "" {
		says = cleanText(whole.Soap)
	}
	if says == "" {
		says = "причина не названа"
	}
	return refuse(nil, "ГИС ЖКХ не приняла весь запрос: %s.", strings.TrimRight(cut(says, maxFault), " ."))
}

func (t told) add(answers []housing.FilingAnswer) ([]housing.FilingAnswer, error) {
	guid := regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	a := housing.FilingAnswer{
		Transport: strings.ToLower(strings.TrimSpace(t.Transport)),
		GUID:      strings.ToLower(strings.TrimSpace(t.GUID)),
	}
	if !guid.MatchString(a.Transport) || a.GUID != "" && !guid.MatchString(a.GUID) {
		return nil, refuse(nil, "В ответе ГИС ЖКХ есть неверный идентификатор: файл повреждён.")
	}
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(t.Updated))
	if err == nil && at.Year() > 2000 && at.Year() < 3000 {
		a.At = at
	}
	if len(t.Errors) > 0 {
		faults := make([]string, len(t.Errors))
		for i, f := range t.Errors {
			faults[i] = f.says()
		}
		faults = slices.DeleteFunc(faults, func(s string) bool { return s == "" })
		a.Fault = cut(strings.Join(faults, "; "), maxFault)
		if a.Fault == "" {
			a.Fault = "причина не названа"
		}
	}
	return append(answers, a), nil
}

// cut leaves of a text as many signs.
func cut(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + "…"
	}
	return s
}
