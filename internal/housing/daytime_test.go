package housing

import (
	"testing"
	"time"
)

func TestWhatCanWaitWakesNobody(t *testing.T) {
	t.Parallel()
	loc := House{Zone: "Asia/Novosibirsk"}.Location()
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, 0, 0, loc)
	}
	for _, tt := range []struct {
		name      string
		now, want time.Time
	}{
		{"by day at once", at(27, 12, 30), at(27, 12, 30)},
		{"from nine", at(27, 9, 0), at(27, 9, 0)},
		{"before nine waits", at(27, 8, 59), at(27, 9, 0)},
		{"after midnight waits for the same morning", at(27, 0, 10), at(27, 9, 0)},
		{"the last minute", at(27, 20, 59), at(27, 20, 59)},
		{"the evening waits for the next morning", at(27, 21, 0), at(28, 9, 0)},
		{"the last evening of a month", at(30, 23, 0), time.Date(2026, time.December, 1, 9, 0, 0, 0, loc)},
		{"midnight elsewhere is day there", at(27, 12, 0).UTC(), at(27, 12, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()

			if got := Daytime(tt.now, loc); !got.Equal(tt.want) {
				t.Errorf("Daytime(%v) = %v, want %v", tt.now, got.In(loc), tt.want)
			}
		})
	}
}
