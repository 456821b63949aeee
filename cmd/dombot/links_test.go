package main

import (
	"strings"
	"testing"

	"dombot/dialogs/housechat"
	meetings "dombot/dialogs/meeting"
	"dombot/dialogs/registration"
	"dombot/internal/housing"
)

// A link that begins as another would start the flow of that one.
func TestNoDeepLinkBeginsLikeAnother(t *testing.T) {
	t.Parallel()
	all := []string{
		invitePrefix, guestPrefix, housing.AppealJoinPrefix, housechat.KeeperPrefix, housechat.GroupPrefix,
		registration.FinishPrefix, meetings.LinkPrefix, meetings.JoinPrefix,
	}
	for i, a := range all {
		for j, b := range all {
			if i != j && strings.HasPrefix(a, b) {
				t.Errorf("%q begins like %q", a, b)
			}
		}
	}
	if got := deepLinks(parts{SignIn: registration.ESIA}); len(got) != len(all)-1 { // that of groups is not ours
		t.Errorf("%d deep links are led somewhere, %d are named here", len(got), len(all)-1)
	}
}
