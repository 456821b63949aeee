package main

import (
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/scheduler"
	"dombot/storage/postgres"
)

// makesReceipts lets the shop of the stage make cash receipts, and finds them on a page.
func (s *counterStage) makesReceipts(link housing.ReceiptLink) {
	s.Helper()
	shop, err := s.store.Shop(s.Context(), s.shop)
	s.ok(err)
	shop.ReceiptMail, shop.ReceiptLink = "kassa@mail.example", link
	_, err = s.store.SetShop(s.Context(), shop, s.clock.Now())
	s.ok(err)
}

func (s *counterStage) receipt(p housing.Payment) housing.CashReceipt {
	s.Helper()
	found, err := s.store.ByID(s.Context(), p.ID)
	s.ok(err)
	return found.Receipt
}

// A receipt is asked for from the moment of paying until it is registered, and
// what the payer was told tells of it then.
func TestAReceiptIsAskedForUntilItIsRegistered(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.makesReceipts("https://ofd.example/rec?fp={fp}&i={i}&fn={fn}&s={s}&t={t}")
	p := s.pays("100")
	s.ok(s.desk.PassReceipts(t.Context()))
	if r := s.receipt(p); r.State != housing.ReceiptWaiting || r.Mail != "" || r.Asked != 0 {
		t.Errorf("before it is paid: %+v", r)
	}
	s.ok(s.bank.box.Pay(s.theirs(p)))
	s.later(10 * time.Second)
	outbox := &postgres.Outbox{DB: s.db}
	told := func() string {
		t.Helper()
		got, err := outbox.Take(t.Context(), "a", 5, s.clock.Now(), time.Minute)
		if err != nil || len(got) != 1 {
			t.Fatalf("told is %v, %v", got, err)
		}
		s.ok(outbox.Sent(t.Context(), got[0].ID, housing.Arrival{Message: 7}, s.clock.Now()))
		screen := scheduler.Screen(got[0], catalogue(t), s.clock.Now())
		return screen.Text.Plain() + " " + screen.Rows[0][0].URL
	}
	if first := told(); strings.Contains(first, "ofd.example") {
		t.Errorf("told at once is %s", first)
	}

	s.later(5 * time.Second)
	s.ok(s.desk.PassReceipts(t.Context()))

	r := s.receipt(p)
	want := "https://ofd.example/rec?fp=" + r.Sign + "&i=1&fn=9999078900001234&s=100.00&t=" + r.At().Format("20060102T1504")
	if r.State != housing.ReceiptRegistered || r.Link != want || r.Asked != 1 {
		t.Errorf("the receipt is %+v, want %s", r, want)
	}
	if second := told(); !strings.Contains(second, want) {
		t.Errorf("the message becomes %s", second)
	}
	s.later(time.Hour)
	s.ok(s.desk.PassReceipts(t.Context()))
	if again := s.receipt(p).Asked; again != 1 {
		t.Errorf("a registered receipt is asked for %d times", again)
	}
}

// A receipt that is not registered is asked for less and less, and is shown to
// the operator when its time is over.
func TestAReceiptThatNeverComesIsShownToTheOperator(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.bank.box.HoldReceipts(true)
	s.makesReceipts("")
	p := s.pays("100")
	s.ok(s.bank.box.Pay(s.theirs(p)))
	for range 73 {
		s.later(time.Hour)
		s.ok(s.desk.PassReceipts(t.Context()))
	}
	if r := s.receipt(p); r.State != housing.ReceiptMissing || r.Asked > 73 {
		t.Errorf("the receipt is %+v", r)
	}
	if said := s.odd(); !strings.Contains(said, "кассовый чек не зарегистрирован") {
		t.Errorf("the operator is shown %s", said)
	}
	before := s.receipt(p).Asked
	s.later(time.Hour)
	s.ok(s.desk.PassReceipts(t.Context()))
	if after := s.receipt(p).Asked; after != before {
		t.Error("it is asked for still")
	}
}
