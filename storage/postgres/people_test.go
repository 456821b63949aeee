package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestPersonIsTheSameInAnyChatOfOneBot(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)

	first, err := w.people.Enter(t.Context(), bot, 1, 101, noon())
	must(t, err)
	moved, err := w.people.Enter(t.Context(), bot, 1, 202, noon())
	must(t, err)
	elsewhere, err := w.people.Enter(t.Context(), bot+1, 1, 101, noon())
	must(t, err)

	if first != moved || first == elsewhere {
		t.Errorf("people %d, %d, %d; want one in two chats and another with another bot", first, moved, elsewhere)
	}
}

func TestConsentKeepsVersionAndFirstMoment(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, err := w.people.Enter(t.Context(), bot, 1, 1, noon())
	must(t, err)
	_, before, err := w.people.Consent(t.Context(), anna)
	must(t, err)

	must(t, w.people.GiveConsent(t.Context(), w.once(), anna, version1, noon()))
	must(t, w.people.GiveConsent(t.Context(), w.once(), anna, version1, noon().Add(time.Hour)))
	first, _, err := w.people.Consent(t.Context(), anna)
	must(t, err)
	must(t, w.people.GiveConsent(t.Context(), w.once(), anna, "2027-01", noon().Add(2*time.Hour)))
	second, _, err := w.people.Consent(t.Context(), anna)
	must(t, err)

	if before {
		t.Error("somebody new has agreed already")
	}
	if diff := cmp.Diff(housing.Consent{Version: version1, At: noon()}, first); diff != "" {
		t.Errorf("first consent (-want +got):\n%s", diff)
	}
	if second.Version != "2027-01" {
		t.Errorf("consent %+v, want the newer version", second)
	}
}

func TestOrganisationIsAddedOnce(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)

	id, created, err := w.orgs.Add(t.Context(), "5400000009", "Другое имя", "", noon())
	must(t, err)
	must(t, w.orgs.SetPhone(t.Context(), w.org, "+7 000 111-11-11"))
	phones, err := w.orgs.Phones(t.Context())
	must(t, err)
	_, unknown := w.orgs.ByINN(t.Context(), "0000000000")

	if id != w.org || created {
		t.Errorf("added %d (created %v), want the one that is there", id, created)
	}
	if len(phones) != 1 || phones[0].Name != "УК «Уютный дом»" || phones[0].Phone != "+7 000 111-11-11" {
		t.Errorf("phones %+v, want the new one under the old name", phones)
	}
	wantKind(t, unknown, housing.NotFound)
	wantKind(t, w.orgs.SetPhone(t.Context(), w.org+1, ""), housing.NotFound)
}

func TestHouseOfAnOperatorMustBeOne(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	bare := w.house("ленина 12")
	_, ambiguous := w.orgs.HouseByText(t.Context(), w.org, housing.ParseQuery("5"))
	_, unknown := w.orgs.HouseByText(t.Context(), w.org, housing.ParseQuery("ленина 77"))
	_, foreign := w.orgs.HouseByText(t.Context(), w.org+1, housing.ParseQuery("ленина 12"))

	if bare.Address.Building != "" {
		t.Errorf("house %+v, want the one without a building", bare)
	}
	wantKind(t, ambiguous, housing.Refused)
	wantKind(t, unknown, housing.NotFound)
	wantKind(t, foreign, housing.NotFound)
}
