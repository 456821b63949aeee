package register_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
)

func TestTheTableOfAppealsTellsSortsApartAndKnowsNoDelayWithoutATerm(t *testing.T) {
	t.Parallel()
	day := func(d int) housing.Date { return housing.Date{Year: 2026, Month: time.November, Day: d} }
	of := func(kind housing.AppealSort, due, ended housing.Date) (e housing.DeskEntry) {
		e.Kind, e.Number, e.State, e.Place = kind, "О-1", housing.AppealAnswered, "Парк"
		e.Received, e.Due, e.Ended = day(2), due, ended
		return e
	}
	var out bytes.Buffer
	err := writer(t).Appeals(&out, housing.RegisterCSV, []housing.DeskEntry{
		of(housing.AppealPlain, day(16), day(20)), of(housing.AppealPlain, day(16), day(16)),
		of(housing.AppealSort(housing.MeterReplaced), day(16), day(20)),
		of(housing.AppealSupport, housing.Date{}, day(20)),
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")[1:]
	for i, want := range []string{
		"обращение;;отвечено;;16.11.2026;20.11.2026;18;да", "обращение;;отвечено;;16.11.2026;16.11.2026;14;",
		"заявка о счётчике;;отвечено;;16.11.2026;20.11.2026;18;да", "вопрос в поддержку;;отвечено;;;20.11.2026;18;",
	} {
		if got := strings.TrimSpace(lines[i]); got != "О-1;02.11.2026;Парк;"+want {
			t.Errorf("line %d is %q", i, got)
		}
	}
}
