package redis

import (
	"strconv"
	"testing"
)

// FuzzStored proves that whatever the server answers, a session is what was
// saved, or none, or an error: never bytes without the revision that guards them.
func FuzzStored(f *testing.F) {
	for _, rev := range []string{"0", "1", "-1", "9223372036854775807", "9223372036854775808", "1.5", "", "x", " 1", "0x1"} {
		f.Add(`{"v":1}`, rev, int64(1), 3)
	}
	f.Add("", "2", int64(0), 3)
	f.Add("\xff", "3", int64(7), 2)
	f.Fuzz(func(t *testing.T, data, rev string, seen int64, parts int) {
		answer := []any{data, rev, seen}
		if parts = max(0, parts%5); parts < 3 {
			answer = answer[:parts]
		} else if parts > 3 {
			answer = append(answer, "more")
		}
		got, err := stored(answer)
		want, bad := strconv.ParseInt(rev, 10, 64)
		switch {
		case err != nil && (parts == 3 && bad == nil && rev == strconv.FormatUint(uint64(max(want, 0)), 10) || got.Rev != 0 || got.Data != nil || got.Seen):
			t.Errorf("%q gives %+v, %v", answer, got, err)
		case err == nil && (parts != 3 || got.Rev != want || got.Rev < 0 || got.Seen != (seen == 1)):
			t.Errorf("%q gives %+v", answer, got)
		case err == nil && (got.Rev == 0) != (got.Data == nil), err == nil && got.Rev != 0 && string(got.Data) != data:
			t.Errorf("%q gives %+v", answer, got)
		}
	})
}
