package texts

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAnAddressIsMasked(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"maria@mail.ru": "m…a@mail.ru", "ab@mail.ru": "a…@mail.ru", "a@mail.ru": "a…@mail.ru",
		"abc@почта.рф": "a…c@почта.рф", "@mail.ru": "…", "maria": "…", "": "…",
	} {
		if got := MaskEmail(address); got != want {
			t.Errorf("%q is shown as %q, want %q", address, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z]{4,20}`).Draw(t, "name")
		got, _, _ := strings.Cut(MaskEmail(name+"@mail.ru"), "@")
		if want := name[:1] + "…" + name[len(name)-1:]; got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
	})
}

func TestAZoneIsNamedByMoscow(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 10, 12, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Europe/Moscow": "МСК", "Asia/Novosibirsk": "МСК+4", "Europe/Kaliningrad": "МСК−1", "UTC": "МСК−3",
		"Asia/Kolkata": "МСК+2:30",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := ZoneName(at.In(loc)); got != want {
			t.Errorf("%s is %s, want %s", zone, got, want)
		}
	}
}
