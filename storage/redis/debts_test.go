package redis_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/storage/redis"
)

func TestDebtsAreRememberedInTheirOrderUntilTheyArePaid(t *testing.T) {
	t.Parallel()
	for name, start := range servers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, start(t))
			d, ctx := redis.NewDebts(db), t.Context()
			owed := func(bot int64, want ...string) {
				t.Helper()
				got, err := redis.NewDebts(db).Owed(ctx, bot)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, append([]string(nil), got...)); diff != "" {
					t.Errorf("bot %d (-want +got):\n%s", bot, diff)
				}
			}
			owed(7)
			for _, keys := range [][]string{{"c", "a"}, {"b", "c"}} {
				if err := d.Owe(ctx, 7, keys); err != nil {
					t.Fatal(err)
				}
			}
			owed(7, "c", "a", "b")
			owed(8)
			for _, key := range []string{"a", "a", "unknown"} {
				if err := d.Paid(ctx, 7, key); err != nil {
					t.Fatal(err)
				}
			}
			owed(7, "c", "b")
			if err := d.Owe(ctx, 7, []string{"a"}); err != nil {
				t.Fatal(err)
			}
			owed(7, "c", "b", "a")
		})
	}
}

func TestNoMoreDebtsAreRememberedThanFit(t *testing.T) {
	t.Parallel()
	db := open(t, servers()["imitation"](t))
	d := redis.NewDebts(db)
	for part := range 51 {
		keys := make([]string, 1000)
		for i := range keys {
			keys[i] = strconv.Itoa(part*1000 + i)
		}
		if err := d.Owe(t.Context(), 1, keys); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Owed(t.Context(), 1)
	if err != nil || len(got) != 50_000 || got[0] != "0" {
		t.Errorf("%d debts, %v", len(got), err)
	}
}
