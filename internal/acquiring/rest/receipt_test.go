package rest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
)

func TestAReceiptIsFoundWhenItIsRegistered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	receipt := func(id string) housing.CashReceipt {
		t.Helper()
		r, err := w.rest.Receipt(t.Context(), w.shop, id)
		w.must(err)
		return r
	}
	bare := order("bare")
	bare.Email = ""
	paid, none := w.open(order("k")), w.open(bare)
	if r := receipt(paid.ID); r.State != housing.ReceiptWaiting {
		t.Errorf("before it is paid: %+v", r)
	}
	w.must(w.box.Pay(paid.ID))
	w.must(w.box.Pay(none.ID))
	got := receipt(paid.ID)
	want := housing.CashReceipt{
		State: housing.ReceiptRegistered, Storage: "9999078900001234", Document: "1", Sign: got.Sign,
		Registered: w.clock(),
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Sign == "" {
		t.Errorf("registered (-want +got):\n%s", diff)
	}
	for name, r := range map[string]housing.CashReceipt{
		"of a payment without": receipt(none.ID), "of no payment": receipt("2d-0"),
	} {
		if r.State != housing.ReceiptWaiting {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if _, err := w.rest.Receipt(t.Context(), w.shop, "../2"); !errors.Is(err, acquiring.ErrUnknown) {
		t.Errorf("a path: %v", err)
	}
}

func TestAReceiptOfAnotherShapeIsNotBelieved(t *testing.T) {
	t.Parallel()
	const whole = `{"type":"list","items":[{"type":"payment","payment_id":"2d-1","status":"succeeded",
		"fiscal_document_number":"3986","fiscal_storage_number":"9288000100115785",
		"fiscal_attribute":"2617603921","registered_at":"2026-11-09T10:00:00.000Z"}]}`
	for name, tt := range map[string]struct {
		from, to string
		state    housing.CashReceiptState
	}{
		"sound":             {`2d-1`, `2d-1`, housing.ReceiptRegistered},
		"pending":           {`succeeded`, `pending`, housing.ReceiptWaiting},
		"of a refund":       {`"payment",`, `"refund",`, housing.ReceiptWaiting},
		"of a refund alone": {`"payment","payment_id":"2d-1"`, `"refund","refund_id":"r-1"`, housing.ReceiptWaiting},
		"of another":        {`2d-1`, `2d-2`, ""},
		"no storage":        {`9288000100115785`, ``, ""},
		"a word":            {`2617603921`, `2617603921 <b>`, ""},
		"a number too long": {`3986`, strings.Repeat("3", 17), ""},
		"no moment":         {`2026-11-09T`, `09.11.2026 `, ""},
		"no list":           {`"list"`, `"receipt"`, ""},
	} {
		body := strings.Replace(whole, tt.from, tt.to, 1)
		got, err := answering(t, 200, "application/json", body).Receipt(t.Context(), shop(), "2d-1")
		if (err == nil) != (tt.state != "") || err == nil && got.State != tt.state {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
