package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/rest"
)

func heard(tb testing.TB, body string) (string, error) {
	tb.Helper()
	p, err := rest.New(rest.Options{Base: "https://api.yookassa.ru", HTTP: &http.Client{}})
	if err != nil {
		tb.Fatal(err)
	}
	return p.Hear(acquiring.Shop{}, http.Header{}, []byte(body))
}

func TestCallBacksNameTheirPayment(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"type":"notification","event":"payment.succeeded","object":{"id":"2d-1","status":"succeeded","extra":[1]}}`: "2d-1",
		`{"type":"notification","event":"payment.canceled","object":{"id":"2d-1"}}`:                                   "2d-1",
		`{"type":"notification","event":"payment.waiting_for_capture","object":{"id":"2d-1"}}`:                        "2d-1",
		`{"type":"notification","event":"refund.succeeded","object":{"id":"r-9","payment_id":"2d-1"}}`:                "2d-1",

		`{"type":"notification","event":"refund.succeeded","object":{"id":"r-9"}}`:                              "",
		`{"type":"notification","event":"payout.succeeded","object":{"id":"2d-1"}}`:                             "",
		`{"type":"notification","event":"payment.succeeded","object":{"id":"../2d"}}`:                           "",
		`{"type":"notification","event":"payment.succeeded","object":{"id":7}}`:                                 "",
		`{"type":"notification","event":"payment.succeeded","object":["2d-1"]}`:                                 "",
		`{"type":"notification","event":"payment.succeeded"}`:                                                   "",
		`{"type":"event","event":"payment.succeeded","object":{"id":"2d-1"}}`:                                   "",
		`{"type":"notification","event":"payment.succeeded","object":{"id":"2d-1"}} more`:                       "",
		`{"type":"notification","event":"payment.succeeded","object":{"id":"` + strings.Repeat("2", 65) + `"}}`: "",
		`<xml/>`: "", ``: "", `null`: "", `[]`: "",
	} {
		got, err := heard(t, body)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v; want %q", body, got, err, want)
		}
	}
}

func FuzzHear(f *testing.F) {
	f.Add(`{"type":"notification","event":"payment.succeeded","object":{"id":"2d-1"}}`)
	f.Add(`{"type":"notification","event":"refund.succeeded","object":{"id":"r","payment_id":"2d-1"}}`)
	f.Add(`{"Type":"notification","EVENT":"payment.canceled","object":{"ID":"\u0032d"},"object":{}}`)
	f.Fuzz(func(t *testing.T, body string) {
		id, err := heard(t, body)
		switch {
		case err != nil && id != "":
			t.Errorf("a call-back that is not read names %q", id)
		case err == nil && (id == "" || len(id) > 64 || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != ""):
			t.Errorf("%q is no number of a payment", id)
		}
	})
}
