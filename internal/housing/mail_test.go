package housing

import (
	"bytes"
	"crypto/rand"
	"io"
	"regexp"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestCodeOfALetterHasSixDigits(t *testing.T) {
	t.Parallel()
	six := regexp.MustCompile(`^\d{6}$`)
	seen := map[string]bool{}
	for range 1000 {
		code, err := NewMailCode(rand.Reader)
		if err != nil || !six.MatchString(code) {
			t.Fatalf("code %q, %v", code, err)
		}
		seen[code] = true
	}
	if len(seen) < 900 {
		t.Errorf("%d codes of 1000 differ", len(seen))
	}
	low, err := NewMailCode(bytes.NewReader(make([]byte, 64)))
	if err != nil || low != "000000" {
		t.Errorf("the smallest code is %q, %v", low, err)
	}
	if _, err := NewMailCode(bytes.NewReader(nil)); err == nil {
		t.Errorf("a code was drawn without randomness")
	}
	if _, err := NewMailCode(io.LimitReader(bytes.NewReader(bytes.Repeat([]byte{0xFF}, 3)), 3)); err == nil {
		t.Error("a code out of range was taken")
	}
}

func TestPaidNoticeSurvivesTheRow(t *testing.T) {
	t.Parallel()
	novosibirsk, err := time.LoadLocation("Asia/Novosibirsk")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := PaidNotice{
			Organisation: rapid.String().Draw(t, "organisation"), Account: rapid.String().Draw(t, "account"),
			Sum:       decimal.New(rapid.Int64Range(1, 1e9).Draw(t, "sum"), -2),
			Fee:       decimal.New(rapid.Int64Range(0, 1e6).Draw(t, "fee"), -2),
			Operation: rapid.String().Draw(t, "operation"),
			At:        time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).In(novosibirsk),
			Way:       rapid.SampledFrom([]PayWay{PayCard, PaySBP, PayWallet}).Draw(t, "way"),
		}
		if rapid.Bool().Draw(t, "known") {
			want.Arrives = someDay(t)
		}

		got, err := ReadPaidNotice(want.Args())
		if err != nil {
			t.Fatal(err)
		}

		same := got.Sum.Equal(want.Sum) && got.Fee.Equal(want.Fee) && got.At.Equal(want.At) &&
			got.At.Location().String() == "Asia/Novosibirsk" && got.Organisation == want.Organisation &&
			got.Account == want.Account && got.Operation == want.Operation && got.Way == want.Way &&
			got.Arrives == want.Arrives
		if !same {
			t.Errorf("%+v came back as %+v", want, got)
		}
	})
}

func TestABrokenNoticeIsNotRead(t *testing.T) {
	t.Parallel()
	whole := PaidNotice{At: time.Unix(0, 0).UTC(), Arrives: Date{2026, time.November, 13}}
	for key, bad := range map[string]string{
		"sum": "сто", "fee": "", "at": "вчера", "zone": "Mars/Olympus", "arrives": "2026-02-30",
	} {
		args := whole.Args()
		args[key] = bad
		if _, err := ReadPaidNotice(args); err == nil {
			t.Errorf("%s %q is read", key, bad)
		}
	}
}
