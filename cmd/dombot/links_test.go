package main

import (
	"slices"
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
	for prefix := range deepLinks(parts{}) {
		if !slices.Contains(all, prefix) {
			all = append(all, prefix)
		}
	}
	for prefix := range deepLinks(parts{}) {
		if !slices.Contains(all, prefix) {
			all = append(all, prefix)
		}
	}
	for i, a := range all {
		for j, b := range all {
			if i != j && strings.HasPrefix(a, b) {
				t.Errorf("%q begins like %q", a, b)
			}
		}
	}
	// A map keeps one of two links that are the same: signing in adds one to the others.
	if plain, signing := deepLinks(parts{}), deepLinks(parts{SignIn: registration.ESIA}); len(signing) != len(plain)+1 {
		t.Errorf("%d deep links where people sign in, %d where not", len(signing), len(plain))
	}
}
