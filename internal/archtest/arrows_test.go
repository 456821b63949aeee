package archtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An arrow says what the packages at and below a folder may import of ours,
// besides packages at and below the same folder. "…/" at the end of an allowed
// folder includes what is below it.
type arrow struct {
	from string
	to   []string
	// apart keeps siblings below from from each other: what they share is in to.
	apart bool
}

// arrows lists every place for code; the longest match decides.
func arrows() []arrow {
	pure := []string{
		"internal/housing/", "internal/texts/", "internal/owners/", "internal/ballot/", "internal/meeting/",
		"internal/forum/",
	}
	useCase := func(name string) arrow { return arrow{from: "internal/" + name, to: pure} }
	return []arrow{
		{from: "cmd", to: []string{"/"}},
		{from: "samples", to: []string{"/"}},
		{from: "bot", to: append([]string{"dialogs"}, pure...)},
		{from: "dialogs", to: append([]string{"dialogs", "dialogs/pick/"}, pure...), apart: true},
		{from: "scheduler", to: append([]string{"dialogs"}, pure...)},
		{
			from: "storage", apart: true,
			to: []string{
				"internal/housing/", "internal/owners/", "internal/ballot/", "internal/meeting/", "internal/forum/",
			},
		},
		useCase("gis"), useCase("receipt"), useCase("esia"), useCase("acquiring"), useCase("mail"), useCase("web"),
		useCase("picture"), useCase("chart"), useCase("register"), useCase("calendar"),
		useCase("enclosure"), useCase("mydata"), useCase("protocol"),
		{from: "internal/owners", to: []string{"internal/housing/"}},
		{from: "internal/ballot", to: []string{"internal/housing/", "internal/owners/"}},
		{from: "internal/meeting", to: []string{"internal/housing/", "internal/ballot/", "internal/owners/"}},
		{from: "internal/ballotcheck"}, // it shares nothing with what it checks
		{from: "internal/texts", to: []string{"internal/housing/", "internal/forum/"}},
		{from: "internal/forum", to: []string{"internal/housing/"}},
		{from: "internal/housing"},
		{from: "internal/localpg"},
		{from: "internal/localredis"},
		{from: "internal/simulator"},
		{from: "internal/archtest"},
	}
}

// forTests are the packages that tests anywhere may import as well.
func forTests() []string {
	return []string{
		"internal/localpg/", "internal/localredis/", "internal/simulator/", "internal/browser/",
		"internal/ballotcheck/",
		"dialogs/console/", "dialogs/script/",
	}
}

// owners names, for what only one place may know, the folders that may import it.
func owners() map[string][]string {
	sql := []string{"storage/postgres", "internal/localpg"}
	return map[string][]string{
		"database/sql":                   sql,
		"github.com/jmoiron/sqlx":        sql,
		"github.com/lib/pq":              sql,
		"github.com/pressly/goose":       sql,
		"github.com/redis/go-redis":      {"storage/redis"},
		"github.com/alicebob/miniredis":  {},
		"github.com/go-telegram-bot-api": {"bot"},
		"github.com/wneessen/go-mail":    {"internal/mail"},
		"github.com/emersion/":           {"internal/mail/inbox"},
	}
}

func TestPackagesImportOnlyAlongTheArrows(t *testing.T) {
	t.Parallel()
	for _, f := range tree(t) {
		for _, spec := range f.ast.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if err := mayImport(f.dir, target, f.test); err != nil {
				t.Errorf("%s: %v", f.at(spec), err)
			}
		}
		if _, ok := arrowOf(f.dir); !ok {
			t.Errorf("%s: no arrow is drawn for folder %s", f.name, f.dir)
		}
	}
}

func TestArrowsAreJudgedAsDrawn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, to string
		test, ok bool
	}{
		{from: "cmd/dombot", to: "dombot/storage/postgres", ok: true},
		{from: "bot/intake", to: "dombot/dialogs", ok: true},
		{from: "bot/intake", to: "dombot/bot/telegram", ok: true},
		{from: "bot", to: "dombot/dialogs/account"},
		{from: "bot", to: "dombot/storage/postgres"},
		{from: "dialogs/readings", to: "dombot/dialogs", ok: true},
		{from: "dialogs/readings", to: "dombot/dialogs/pick/date", ok: true},
		{from: "dialogs/readings", to: "dombot/dialogs/readings/rules", ok: true},
		{from: "dialogs/readings", to: "dombot/dialogs/account"},
		{from: "dialogs", to: "dombot/dialogs/account"},
		{from: "dialogs", to: "dombot/internal/simulator"},
		{from: "dialogs", to: "dombot/internal/simulator", test: true, ok: true},
		{from: "dialogs/account", to: "dombot/dialogs/dialogtest"},
		{from: "dialogs/account", to: "dombot/dialogs/dialogtest", test: true, ok: true},
		{from: "storage/redis", to: "dombot/storage/postgres"},
		{from: "storage/postgres", to: "dombot/internal/housing", ok: true},
		{from: "storage/postgres", to: "dombot/internal/texts"},
		{from: "storage/postgres", to: "dombot/internal/localpg/pgtest", test: true, ok: true},
		{from: "internal/housing", to: "dombot/internal/texts"},
		{from: "internal/gis", to: "dombot/internal/receipt"},
		{from: "internal/simulator", to: "dombot/internal/simulator/botapi", ok: true},
		{from: "internal/simulator", to: "dombot/internal/housing"},
		{from: "dialogs", to: "github.com/jmoiron/sqlx"},
		{from: "dialogs", to: "github.com/jmoiron/sqlx", test: true, ok: true},
		{from: "storage/postgres", to: "github.com/jmoiron/sqlx", ok: true},
		{from: "bot/telegram", to: "github.com/go-telegram-bot-api/telegram-bot-api/v5", ok: true},
		{from: "dialogs", to: "strings", ok: true},
	} {
		if err := mayImport(tt.from, tt.to, tt.test); (err == nil) != tt.ok {
			t.Errorf("mayImport(%s, %s, test %v) = %v, want ok %v", tt.from, tt.to, tt.test, err, tt.ok)
		}
	}
}

// mayImport says why a file in folder from may not import target.
func mayImport(from, target string, test bool) error {
	if test && !strings.HasPrefix(target, module+"/") {
		return nil
	}
	for prefix, places := range owners() {
		if strings.HasPrefix(target, prefix) && !belongs(from, append(places, "cmd", "samples")) {
			return fmt.Errorf("%s may not import %s: that is known to %v alone", from, target, places)
		}
	}
	to, ours := strings.CutPrefix(target, module+"/")
	if !ours {
		return nil
	}
	a, ok := arrowOf(from)
	switch {
	case !ok:
		return fmt.Errorf("%s: no arrow is drawn for it", from)
	case belongs(to, []string{a.home(from)}) && !a.tooWide(from), slices.ContainsFunc(a.to, covers(to)):
		if madeForTests(to) && !test {
			return fmt.Errorf("%s may not import %s: it is made for tests", from, to)
		}
		return nil
	case test && (slices.ContainsFunc(forTests(), covers(to)) || madeForTests(to)):
		return nil
	default:
		return fmt.Errorf("%s may not import %s: no arrow", from, to)
	}
}

// arrowOf finds the arrow that starts at dir or nearest above it.
func arrowOf(dir string) (arrow, bool) {
	var best arrow
	for _, a := range arrows() {
		if belongs(dir, []string{a.from}) && len(a.from) > len(best.from) {
			best = a
		}
	}
	return best, best.from != ""
}

// home is the folder whose packages may import each other freely.
func (a arrow) home(dir string) string {
	if !a.apart || dir == a.from {
		return a.from
	}
	below, _, _ := strings.Cut(strings.TrimPrefix(dir, a.from+"/"), "/")
	return a.from + "/" + below
}

// tooWide is true of the folder above siblings that are kept apart: it knows
// none of them.
func (a arrow) tooWide(dir string) bool { return a.apart && dir == a.from }

func belongs(dir string, places []string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return dir == p || strings.HasPrefix(dir, p+"/") })
}

// covers tells whether an allowed folder includes to; "/" includes everything.
func covers(to string) func(allowed string) bool {
	return func(allowed string) bool {
		whole, below := strings.CutSuffix(allowed, "/")
		return to == whole || below && strings.HasPrefix(to, allowed) || allowed == "/"
	}
}
