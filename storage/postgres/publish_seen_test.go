package postgres_test

import (
	"testing"

	"dombot/internal/housing"
)

// What was loaded after the report was looked at is not published unseen, even
// where all its counts and sums are the same.
func TestOnlyWhatWasLookedAtIsPublished(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.load(october(), bill(october(), flat45, "3020.45"))
	report := func() housing.LoadReport {
		t.Helper()
		r, err := c.documents.Loaded(c.ctx(), c.org, october())
		must(t, err)
		return r
	}
	publish := func(seen string) error {
		_, err := c.documents.Publish(c.ctx(), housing.Publishing{
			Organisation: c.org, Period: october(), Seen: seen,
		}, noon())
		return err
	}
	before := report()
	c.exec("UPDATE documents SET digest = '\\x01' WHERE state = 'loaded'")
	after := report()
	if before.Charged.String() != after.Charged.String() || before.Mark == after.Mark || before.Mark == "" {
		t.Fatalf("the reports are %+v and %+v", before, after)
	}
	if err := publish(before.Mark); housing.KindOf(err) != housing.Conflict {
		t.Errorf("the old report is published: %v", err)
	}
	must(t, publish(after.Mark))
	if left := report().Documents; left != 0 {
		t.Errorf("%d documents are left", left)
	}
}
