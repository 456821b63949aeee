package housing

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOnlyOwnersVoteAndTenantsNeitherSeeNorShare(t *testing.T) {
	t.Parallel()
	want := map[Role][]Right{
		Owner:        {MaySee, MayRead, MayPay, MayVote, MayShare, MayInvite},
		Family:       {MaySee, MayRead, MayPay, MayShare},
		SocialTenant: {MaySee, MayRead, MayPay, MayShare, MayInvite},
		Tenant:       {MayRead, MayPay},
	}
	got := map[Role][]Right{}
	for _, r := range Roles() {
		got[r] = r.Rights()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rights (-want +got):\n%s", diff)
	}
}

func TestAutomaticMetersAreNotAsked(t *testing.T) {
	t.Parallel()
	line := func(id MeterID, automatic bool) Line {
		return Line{Case: Case{Meter: Meter{ID: id, Automatic: automatic}}}
	}
	asked := Page{Lines: []Line{line(1, true), line(2, false), line(3, true)}}.Asked()
	if len(asked) != 1 || asked[0].Meter.ID != 2 {
		t.Errorf("asked about %+v", asked)
	}
}

func TestHouseWithoutAKnownZoneIsInMoscowTime(t *testing.T) {
	t.Parallel()
	for zone, hours := range map[string]int{"Asia/Novosibirsk": 7, "Нигде": 3} {
		_, offset := time.Date(2026, 11, 24, 0, 0, 0, 0, House{Zone: zone}.Location()).Zone()
		if offset != hours*60*60 {
			t.Errorf("%s is %d s from UTC", zone, offset)
		}
	}
}

func TestKindOfErrorIsFoundThroughItsWrapping(t *testing.T) {
	t.Parallel()
	for want, err := range map[Kind]error{
		NotFound: fmt.Errorf("load account: %w", ErrNotYours()),
		Refused:  &Error{Kind: Refused, Text: "error.window"},
		Internal: errors.New("connection reset"),
	} {
		if got := KindOf(err); got != want {
			t.Errorf("%v is of kind %d, want %d", err, got, want)
		}
	}
	if text := ErrNotYours().Error(); text != "error.not_yours" {
		t.Errorf("the text is %q", text)
	}
}
