package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// result is what one run of one bot showed.
type result struct {
	name    string
	dialogs int
	elapsed time.Duration
	names   []string // of the steps
	steps   [][]time.Duration
	all     []time.Duration
	used    usage
	peak    int64

	rows, doubledRows           rows
	confirmed, doubledConfirmed int
	doubled                     int
	costs                       []cost
	failures                    []string
}

// String is a line about the run.
func (r result) String() string {
	words := append(make([]string, 0, 10), r.name)
	for _, f := range figures() {
		words = append(words, fmt.Sprintf("%s "+f.form, f.name, f.of(r)))
	}
	return strings.Join(words, "; ")
}

func (r result) rate() float64 { return float64(r.dialogs) / r.elapsed.Seconds() }

// each is a time spread over the dialogs.
func (r result) each(d time.Duration) time.Duration { return d / time.Duration(max(1, r.dialogs)) }

// check reports whatever was not as confirmed.
func (r result) check(dialogs int) error {
	var errs []error
	want := func(what string, got, want int) {
		if got != want {
			errs = append(errs, fmt.Errorf("%s: %d, not %d", what, got, want))
		}
	}
	want("receipts of single taps", r.confirmed, dialogs)
	want("submissions of single taps", r.rows.submissions, dialogs)
	want("readings of single taps", r.rows.readings, 3*dialogs)
	want("more live readings than before", r.rows.live, 0)
	want("receipts of doubled taps", r.doubledConfirmed, r.doubled)
	want("submissions of doubled taps", r.doubledRows.submissions, r.doubled)
	want("readings of doubled taps", r.doubledRows.readings, 3*r.doubled)
	want("live readings after doubled taps", r.doubledRows.live, 0)
	want("wrong calls of the Bot API", len(r.failures), 0)
	return errors.Join(errs...)
}

// quantile returns the time that percent of the sorted times do not exceed.
func quantile(sorted []time.Duration, percent float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	i := int(percent / 100 * float64(len(sorted)))
	return sorted[min(i, len(sorted)-1)]
}

// median returns the middle of what of tells of the runs.
func median[T cmp.Ordered](runs []result, of func(result) T) T {
	all := make([]T, 0, len(runs))
	for i := range runs {
		all = append(all, of(runs[i]))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// report is the table of the runs of every bot; those that were not measured have none.
func (c runCommand) report(bots [][]result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, on %s. Median of %d runs: %d residents, %d dialogs.\n\n",
		time.Now().Format("2 January 2006"), machine(), c.Runs, c.Residents, c.Dialogs)
	bots = slices.DeleteFunc(bots, func(runs []result) bool { return len(runs) == 0 })
	writeFigures(&b, bots)
	r := bots[0][len(bots[0])-1]
	fmt.Fprintf(&b, "\n%d dialogs confirmed once wrote %d submissions and %d readings, "+
		"%d live ones more than before;\n%d confirmed by two taps wrote %d submissions and %d readings.\n\n",
		r.confirmed, r.rows.submissions, r.rows.readings, r.rows.live,
		r.doubledConfirmed, r.doubledRows.submissions, r.doubledRows.readings)
	writeSteps(&b, bots[0])
	return b.String()
}

// figure is a line of the table.
type figure struct {
	name string
	of   func(result) float64
	form string
}

func figures() []figure {
	busy := func(of func(usage) time.Duration) func(result) float64 {
		return func(r result) float64 { return r.each(of(r.used)).Seconds() * 1000 }
	}
	simulated := func(u usage) time.Duration { return u.simulator }
	megabytes := func(r result) float64 { return float64(r.peak) / (1 << 20) }
	step := func(percent float64) func(result) float64 {
		return func(r result) float64 { return quantile(r.all, percent).Seconds() * 1000 }
	}
	return []figure{
		{"dialogs a second", result.rate, "%.0f"},
		{"a step, p50, ms", step(50), "%.1f"},
		{"a step, p99, ms", step(99), "%.1f"},
		{"a step, longest, ms", step(100), "%.1f"},
		{"CPU of the bot, ms a dialog", busy(func(u usage) time.Duration { return u.bot }), "%.2f"},
		{"CPU of PostgreSQL, ms a dialog", busy(func(u usage) time.Duration { return u.postgres }), "%.2f"},
		{"CPU of Redis, ms a dialog", busy(func(u usage) time.Duration { return u.redis }), "%.2f"},
		{"CPU of the simulator, ms a dialog", busy(simulated), "%.2f"},
		{"peak memory of the bot, MiB", megabytes, "%.1f"},
	}
}

func writeFigures(b *strings.Builder, bots [][]result) {
	b.WriteString("| |")
	for _, runs := range bots {
		b.WriteString(" " + runs[0].name + " |")
	}
	if len(bots) > 1 {
		b.WriteString(" dombot : " + bots[1][0].name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(bots)+min(1, len(bots)-1)) + "\n")
	for _, f := range figures() {
		b.WriteString("| " + f.name + " |")
		for _, runs := range bots {
			fmt.Fprintf(b, " "+f.form+" |", median(runs, f.of))
		}
		if len(bots) > 1 {
			b.WriteString(ratio(median(bots[0], f.of), median(bots[1], f.of)))
		}
		b.WriteString("\n")
	}
}

func ratio(a, b float64) string {
	if b == 0 {
		return " |"
	}
	return fmt.Sprintf(" %.2f |", a/b)
}

func writeSteps(b *strings.Builder, runs []result) {
	r := runs[len(runs)-1]
	b.WriteString("| step | p50, ms | p99, ms | queries | Redis | Bot API |\n" +
		"|---|---:|---:|---:|---:|---:|\n")
	at := func(i int, percent float64) float64 {
		return median(runs, func(r result) float64 { return quantile(r.steps[i], percent).Seconds() * 1000 })
	}
	for i, c := range r.costs {
		fmt.Fprintf(b, "| %s | %.1f | %.1f | %.1f | %.1f | %.1f |\n",
			c.step, at(i, 50), at(i, 99), c.queries, c.redis, c.telegram)
	}
}

// The marks around the tables in the document.
const (
	dialogTable  = "<!-- table: make bench -->"
	mailingTable = "<!-- table of mailings: make bench -->"
	tableEnd     = "<!-- end of table -->"
)

func replaceTable(path, tableStart, report string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	head, rest, ok := strings.Cut(string(b), tableStart)
	_, tail, closed := strings.Cut(rest, tableEnd)
	if !ok || !closed {
		return fmt.Errorf("write table: %s has no place for it", path)
	}
	text := head + tableStart + "\n\n" + report + "\n" + tableEnd + tail
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // a document
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
