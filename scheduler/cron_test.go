package scheduler

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// diary remembers runs as the database does.
type diary struct{ runs map[Run]bool }

func (d *diary) Begin(ctx context.Context, r Run, work func(context.Context) error) (bool, error) {
	key := Run{r.Name, r.Zone, r.Moment.UTC()}
	if d.runs[key] {
		return false, nil
	}
	if err := work(ctx); err != nil {
		return false, err
	}
	d.runs[key] = true
	return true, nil
}

func (d *diary) Last(_ context.Context, name, zone string) (time.Time, error) {
	var last time.Time
	for r := range d.runs {
		if r.Name == name && r.Zone == zone && r.Moment.After(last) {
			last = r.Moment
		}
	}
	return last, nil
}

// zones are those of the program, which is UTC, and of houses.
func zones(names ...string) Zones {
	return Zones{Own: time.UTC, Houses: func(context.Context) ([]string, error) { return names, nil }}
}

// recorder is a job that writes down its moments.
func recorder(spec string, ran *[]string) Job {
	return Job{Name: "job", Spec: spec, Houses: true, Run: func(_ context.Context, at time.Time) error {
		*ran = append(*ran, at.Format("02 15:04 MST"))
		return nil
	}}
}

func TestAJobRunsAtItsLocalMomentInEveryZone(t *testing.T) {
	t.Parallel()
	var ran []string
	memory := &diary{runs: map[Run]bool{}}
	c, err := NewCron(memory, zones("Europe/Moscow", "Asia/Novosibirsk"), recorder("0 9 * * *", &ran))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, time.November, 23, 20, 0, 0, 0, time.UTC)
	if err := c.Tick(t.Context(), start); err != nil { // catches up this morning's, once a zone
		t.Fatal(err)
	}
	ran = nil
	for minute := range 24 * 60 {
		if err := c.Tick(t.Context(), start.Add(time.Duration(minute)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(ran, ", "); got != "24 09:00 +07, 24 09:00 MSK" {
		t.Errorf("ran at %s; want 09:00 in each zone once", got)
	}
}

func TestMissedMomentsAreCaughtUpOnce(t *testing.T) {
	t.Parallel()
	var ran []string
	c, err := NewCron(&diary{runs: map[Run]bool{}}, zones("UTC"), recorder("0 9 * * *", &ran))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Tick(t.Context(), time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Tick(t.Context(), time.Date(2026, time.November, 27, 12, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(ran, ", "); got != "24 09:00 UTC, 27 09:00 UTC" {
		t.Errorf("ran at %s", got)
	}
}

func TestAJobThatFailedRunsAgain(t *testing.T) {
	t.Parallel()
	tries := 0
	c, err := NewCron(&diary{runs: map[Run]bool{}}, zones("UTC"), Job{
		Name: "job", Spec: "0 9 * * *",
		Run: func(context.Context, time.Time) error {
			tries++
			if tries == 1 {
				return errors.New("out of order")
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	first, second := c.Tick(t.Context(), now), c.Tick(t.Context(), now.Add(time.Minute))
	if first == nil || second != nil || tries != 2 {
		t.Errorf("ticks gave %v, %v after %d tries; want an error, then success", first, second, tries)
	}
}

func TestSpecsThatNeverComeAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, time.Time) error { return nil }
	_, err := NewCron(&diary{}, Zones{},
		Job{Name: "february", Spec: "0 0 30 2 *", Run: nothing}, Job{Name: "words", Spec: "soon", Run: nothing},
		Job{Name: "zoned", Spec: "CRON_TZ=Asia/Omsk 0 9 * * *", Run: nothing})
	for _, name := range []string{"february", "words", "zoned"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("NewCron complained: %v; want job %s named", err, name)
		}
	}
}
