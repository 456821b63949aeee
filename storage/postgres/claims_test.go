package postgres_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestSerialOfWaterMeterProvesTheAccount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	for name, number := range map[string]housing.Number{
		"Account":        {Kind: housing.AccountNumber, Value: flat45},
		"ELS":            {Kind: housing.ELS, Value: "75ДА533315"},
		"IZHKU":          {Kind: housing.IZHKU, Value: "75ДА533315-01"},
		"IZHKUDashAside": {Kind: housing.IZHKU, Value: "75ДА53331501"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := w.claimOf(anna)
			c.Number = number

			proof, err := w.accounts.Claim(t.Context(), housing.Once(name), c, noon())
			must(t, err)

			if !proof.OK || proof.Account == 0 || proof.Left != 5 {
				t.Errorf("proof %+v, want a good one that costs no try", proof)
			}
		})
	}
}

func TestSerialOfElectricityMeterProvesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	c := w.claimOf(w.person(1))
	c.Secret = housing.FoldSecret("09114411")

	if proof := w.claim(c); proof.OK {
		t.Error("a meter on the landing proved the account")
	}
}

func TestSerialOfAnotherFlatAndShortOnesProveNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.importMeters(meter(3, flat45, housing.Gas, "б/н"))
	c := w.claimOf(w.person(1))
	for _, secret := range []string{"22-000111", "б/н", "", kitchen[:8]} {
		c.Secret = housing.FoldSecret(secret)

		if proof := w.claim(c); proof.OK {
			t.Errorf("%q proved the account", secret)
		}
	}
}

func TestCodeWorksUntilTheNextOneIsIssued(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	number := housing.Number{Kind: housing.AccountNumber, Value: flat45}
	first, second := "АВСЕНКМР", "2345АВСЕ"
	_, err := w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: number, Code: first}, noon())
	must(t, err)
	c := w.claimOf(w.person(1))
	c.Secret = housing.FoldSecret("abce-hkmp")

	wife := w.claim(c)
	c.Person = w.person(2)
	husband := w.claim(c)
	_, err = w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: number, Code: second}, noon())
	must(t, err)
	late := w.claim(c)

	if !wife.OK || !husband.OK {
		t.Errorf("the family got %+v and %+v, want both in", wife, husband)
	}
	if late.OK {
		t.Error("the old code works after the next one was issued")
	}
}

func TestWrongProofAndUnknownAccountAnswerAlike(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	wrong, unknown := w.claimOf(w.person(1)), w.claimOf(w.person(2))
	wrong.Secret = "НЕТТАКОГО"
	unknown.Number.Value = "9999999"
	for try := range 7 {
		a, b := w.claim(wrong), w.claim(unknown)

		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("try %d tells them apart (-wrong +unknown):\n%s", try, diff)
		}
	}
}

func TestNumberIsLimitedWhetherItExistsOrNot(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for name, number := range map[string]string{"Known": flat45, "Unknown": "9999999"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last := housing.Proof{}
			for i := range int64(3) {
				c := w.claimOf(w.person(100*int64(len(name)) + i))
				c.Number.Value, c.Secret = number, "НЕТТАКОГО"
				for range 4 {
					last = w.claim(c)
				}
			}

			if want := (housing.Proof{Limited: true, Left: 3}); last != want {
				t.Errorf("the twelfth try got %+v, want %+v", last, want)
			}
		})
	}
}

func TestFiveWrongProofsEndTheDayAndTheNextDayIsFresh(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	wrong := w.claimOf(w.person(1))
	wrong.Secret = "НЕТТАКОГО"
	for left := 4; left >= 0; left-- {
		if proof := w.claim(wrong); proof.Left != left || proof.Limited != (left == 0) {
			t.Errorf("proof %+v, want %d tries left", proof, left)
		}
	}
	right := w.claimOf(wrong.Person)

	today := w.claim(right)
	// 17:00 UTC is midnight in the town.
	tomorrow, err := w.accounts.Claim(t.Context(), w.once(), right, noon().Add(12*time.Hour))
	must(t, err)

	if today.OK || !today.Limited {
		t.Errorf("sixth try %+v, want it limited", today)
	}
	if !tomorrow.OK {
		t.Errorf("try after midnight in the town %+v, want it good", tomorrow)
	}
}

func TestNewCodeForgetsTheMissesOfItsAccount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for i := range int64(2) {
		wrong := w.claimOf(w.person(10 + i))
		wrong.Secret = "НЕТТАКОГО"
		for range 5 {
			w.claim(wrong)
		}
	}
	right := w.claimOf(w.person(1))

	before := w.claim(right)
	_, err := w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: right.Number, Code: "АВСЕНКМР"}, noon())
	must(t, err)
	after := w.claim(right)

	if before.OK || !before.Limited {
		t.Errorf("before the code: %+v, want limited", before)
	}
	if !after.OK {
		t.Errorf("after the code: %+v, want good", after)
	}
}

func TestParallelTriesNeverExceedTheLimit(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	wrong := w.claimOf(w.person(1))
	wrong.Secret = "НЕТТАКОГО"
	proofs := make(chan housing.Proof, 20)
	var group sync.WaitGroup
	for range cap(proofs) {
		key := w.once()
		group.Go(func() {
			proof, err := w.accounts.Claim(t.Context(), key, wrong, noon())
			if err != nil {
				t.Errorf("claim: %v", err)
			}
			proofs <- proof
		})
	}
	group.Wait()
	close(proofs)

	counted := map[int]int{}
	for p := range proofs {
		counted[p.Left]++
	}
	if diff := cmp.Diff(map[int]int{4: 1, 3: 1, 2: 1, 1: 1, 0: 16}, counted); diff != "" {
		t.Errorf("tries left (-want +got):\n%s", diff)
	}
}

func TestRepeatedClaimGivesTheSameProofAndCountsNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	wrong := w.claimOf(w.person(1))
	wrong.Secret = "НЕТТАКОГО"
	for range 3 {
		proof, err := w.accounts.Claim(t.Context(), "same", wrong, noon())
		must(t, err)

		if proof.Left != 4 {
			t.Errorf("proof %+v, want 4 tries left each time", proof)
		}
	}
}

func TestClosedAccountIsNoAccount(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, boris := w.person(1), w.person(2)
	proof := w.claim(w.claimOf(anna))
	closed := townAccounts()[0]
	closed.Closed = housing.Date{Year: 2026, Month: time.November, Day: 1}
	w.importAccounts(closed)

	_, _, err := w.accounts.Proven(t.Context(), anna, proof.Account, noon())
	later := w.claim(w.claimOf(boris))

	wantKind(t, err, housing.NotFound)
	if later.OK {
		t.Error("a closed account was proved")
	}
}

func TestManyMissesInAHouseAreReportedOnceADay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for i := range int64(5) {
		wrong := w.claimOf(w.person(10 + i))
		wrong.Number.Value, wrong.Secret = "55500"+string(rune('0'+i)), "НЕТТАКОГО"
		for range 5 {
			w.claim(wrong)
		}
	}

	requests, err := w.requests.ForOrganisation(t.Context(), w.org, 10)
	must(t, err)

	if len(requests) != 1 || requests[0].Kind != housing.ManyMisses || requests[0].Address.Number != "12" {
		t.Errorf("requests %+v, want one about the house", requests)
	}
}

func TestNumberInSeveralHousesMustBeNarrowed(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	number := housing.Number{Kind: housing.AccountNumber, Value: "1"}

	_, err := w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: number, Code: "АВСЕНКМР"}, noon())
	narrowed, narrow := w.orgs.Invite(t.Context(), housing.Inviting{
		Organisation: w.org, Number: number, Code: "АВСЕНКМР", Houses: []housing.HouseID{w.house("ленина 11").ID},
	}, noon())

	wantKind(t, err, housing.Refused)
	must(t, narrow)
	if narrowed.House.Address.Number != "11" {
		t.Errorf("invited to %+v, want the one of Ленина, 11", narrowed)
	}
	_, err = w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: housing.Number{Value: "404404"}, Code: "АВСЕНКМР"}, noon())
	wantKind(t, err, housing.NotFound)
}
