package gis

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

const (
	answerHead = `<?xml version="1.0" encoding="UTF-8"?>
<o:getStateResult xmlns:o="http://dom.gosuslugi.ru/schema/integration/outage-report/" ` +
		`xmlns:base="http://dom.gosuslugi.ru/schema/integration/base/" Id="signed-data-container" base:version="13.2.0.1">
<base:RequestState>%d</base:RequestState>
<base:MessageGUID>7f0b0c4e-6a0e-4d0b-9d3f-0000000000ff</base:MessageGUID>
`
	answerFoot = `</o:getStateResult>`
	answerGood = `<o:ImportResult><base:GUID>7F0B0C4E-6a0e-4d0b-9d3f-0000000000aa</base:GUID>` +
		`<base:TransportGUID>D6731E8B-824b-5929-bfa0-b6e14684a3ac</base:TransportGUID>` +
		`<base:UpdateDate>2026-11-24T12:00:00+03:00</base:UpdateDate></o:ImportResult>` + "\n"
	answerBad = `<o:ImportResult><base:TransportGUID>b9f95bcd-02bc-5122-a108-320210fdf712</base:TransportGUID>` +
		`<base:Error><base:ErrorCode>SRV008042</base:ErrorCode><base:Description>Дом не найден &lt;b&gt;` + "\u202e" +
		`</base:Description></base:Error>` +
		`<base:Error><base:ErrorCode>INT002012</base:ErrorCode><base:Description>Нет прав</base:Description></base:Error>` +
		`</o:ImportResult>` + "\n"
)

func answered(state int, results string) string {
	return fmt.Sprintf(answerHead, state) + results + answerFoot
}

func TestAnAnswerAboutOutagesIsRead(t *testing.T) {
	t.Parallel()
	want := []housing.FilingAnswer{
		{
			Transport: "d6731e8b-824b-5929-bfa0-b6e14684a3ac", GUID: "7f0b0c4e-6a0e-4d0b-9d3f-0000000000aa",
			At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		},
		{Transport: "b9f95bcd-02bc-5122-a108-320210fdf712", Fault: "Дом не найден <b> (SRV008042); Нет прав (INT002012)"},
	}
	plain := answered(3, answerGood+answerBad)
	for name, text := range map[string]string{
		"as it is": plain,
		"in its envelope, after a mark": "\ufeff" + `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` +
			strings.TrimPrefix(plain, `<?xml version="1.0" encoding="UTF-8"?>`) + `</s:Body></s:Envelope>`,
	} {
		got, err := readAnswers(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range got {
			got[i].At = got[i].At.UTC()
		}
		for i := range want {
			want[i].At = want[i].At.UTC()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	judgeAnswer(t, plain)
}

// judgeAnswer has the schema of the system say that such an answer may come.
func judgeAnswer(t *testing.T, text string) {
	t.Helper()
	path := t.TempDir() + "/answer.xml"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), "xmllint", "--nonet", "--noout", "--schema",
		"../register/testdata/hcs-16.3.0.0/outage-report/hcs-outage-report-types.xsd", path).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, said)
	}
}

func TestWhatIsNoAnswerIsRefusedPlainly(t *testing.T) {
	t.Parallel()
	refusal := `<base:ErrorMessage><base:ErrorCode>AUT011003</base:ErrorCode>` +
		`<base:Description>Доступ запрещён.</base:Description></base:ErrorMessage>`
	for name, tt := range map[string]struct{ text, want string }{
		"nothing":             {"", "нет ответа"},
		"another document":    {`<html><body/></html>`, "нет ответа"},
		"a request of ours":   {`<o:importOutageReportRequest xmlns:o="x"><o:OutageReport/></o:importOutageReportRequest>`, "нет ответа"},
		"no XML":              {"Уважаемый пользователь", "нет ответа"},
		"cut off":             {answered(3, answerGood)[:420], "повреждён"},
		"cut off in between":  {fmt.Sprintf(answerHead, 3) + answerGood, "не читается"},
		"still at work":       {answered(2, ""), "ещё обрабатывает"},
		"refused as a whole":  {answered(3, refusal), "не приняла весь запрос: Доступ запрещён. (AUT011003)."},
		"a broken identifier": {answered(3, strings.ReplaceAll(answerGood, "D6731E8B", "D6731E8")), "неверный идентификатор"},
		"an entity":           {`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, "не читается"},
	} {
		_, err := readAnswers(strings.NewReader(tt.text))
		r, ok := errors.AsType[*Refusal](err)
		if !ok || !strings.Contains(r.Reason, tt.want) {
			t.Errorf("%s: %v, want a refusal with %q", name, err, tt.want)
		}
	}
}

func FuzzReadAnswers(f *testing.F) {
	f.Add(answered(3, answerGood+answerBad))
	f.Add(answered(1, ""))
	f.Fuzz(func(t *testing.T, text string) {
		answers, err := readAnswers(strings.NewReader(text))
		if _, refused := errors.AsType[*Refusal](err); err != nil && !refused {
			t.Fatalf("error is %v", err)
		}
		for _, a := range answers {
			if len(a.Transport) != 36 || len([]rune(a.Fault)) > maxFault+1 || a.GUID != "" && len(a.GUID) != 36 {
				t.Errorf("read %+v", a)
			}
		}
	})
}
