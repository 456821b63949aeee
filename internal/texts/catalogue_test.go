package texts

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sentences returns every sentence of the files: by key, and by form where
// it has plural forms («other» otherwise).
func sentences(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	paths, err := fs.Glob(files, "ru/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := files.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var tables map[string]map[string]any
		if err := toml.Unmarshal(b, &tables); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for table, keys := range tables {
			for key, value := range keys {
				name := table + "." + key
				if all[name] != nil {
					t.Errorf("%s stands twice", name)
				}
				all[name] = forms(t, name, value)
			}
		}
	}
	return all
}

func forms(t *testing.T, name string, value any) map[string]string {
	t.Helper()
	switch value := value.(type) {
	case string:
		return map[string]string{"other": value}
	case map[string]any:
		byForm := map[string]string{}
		for form, text := range value {
			byForm[form] = fmt.Sprint(text)
		}
		return byForm
	}
	t.Fatalf("%s is neither a sentence nor plural forms", name)
	return nil
}

// placeholders returns the names that a sentence asks for.
func placeholders(t *testing.T, name, sentence string) []string {
	t.Helper()
	trees, err := parse.Parse(name, sentence, "", "")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	var walk func(parse.Node)
	walk = func(n parse.Node) {
		switch n := n.(type) {
		case *parse.ListNode:
			if n != nil {
				for _, child := range n.Nodes {
					walk(child)
				}
			}
		case *parse.ActionNode:
			walk(n.Pipe)
		case *parse.IfNode:
			walk(n.Pipe)
			walk(n.List)
			walk(n.ElseList)
		case *parse.PipeNode:
			for _, cmd := range n.Cmds {
				for _, arg := range cmd.Args {
					walk(arg)
				}
			}
		case *parse.FieldNode:
			names[n.Ident[0]] = true
		case *parse.TextNode:
		default:
			t.Errorf("%s: %s is more than sentences need", name, n)
		}
	}
	if tree := trees[name]; tree != nil {
		walk(tree.Root)
	}
	return slices.Sorted(maps.Keys(names))
}

func TestEverySentenceOfTheFilesHasAKey(t *testing.T) {
	t.Parallel()
	got := slices.Sorted(slices.Values(load(t).Keys()))
	if diff := cmp.Diff(slices.Sorted(maps.Keys(sentences(t))), got); diff != "" {
		t.Errorf("keys (-files +catalogue):\n%s", diff)
	}
}

func TestEverySentenceRendersWithItsPlaceholders(t *testing.T) {
	t.Parallel()
	c := load(t)
	for key, byForm := range sentences(t) {
		for form, sentence := range byForm {
			var args []any
			names := placeholders(t, key, sentence)
			for _, name := range names {
				if name != "N" {
					args = append(args, name, "⟨"+name+"⟩")
				}
			}
			if len(byForm) > 1 {
				args = append(args, "N", map[string]int{"one": 1, "few": 3, "many": 7, "other": 5}[form])
			}
			got := string(c.T(key, args...))
			if strings.Contains(got, "<no value>") || strings.Contains(got, "‹"+key+"›") || strings.Contains(got, "{{") {
				t.Errorf("%s (%s) renders as %q", key, form, got)
			}
			for _, name := range names {
				if shown := "⟨" + name + "⟩"; name != "N" && strings.Contains(sentence, "{{."+name+"}}") && !strings.Contains(got, shown) {
					t.Errorf("%s (%s) does not show %s: %q", key, form, name, got)
				}
			}
		}
	}
}

func TestPluralSentencesHaveEveryFormAndAskForOneAnother(t *testing.T) {
	t.Parallel()
	for key, byForm := range sentences(t) {
		if len(byForm) == 1 {
			if slices.Contains(placeholders(t, key, byForm["other"]), "N") {
				t.Errorf("%s counts without plural forms", key)
			}
			continue
		}
		want := []string{"few", "many", "one", "other"}
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(byForm))); diff != "" {
			t.Errorf("forms of %s (-want +got):\n%s", key, diff)
		}
		for form, sentence := range byForm {
			if form == "one" {
				continue // «одно показание» may leave the number out
			}
			if diff := cmp.Diff(placeholders(t, key, byForm["other"]), placeholders(t, key, sentence)); diff != "" {
				t.Errorf("%s asks for other names as %s than as other:\n%s", key, form, diff)
			}
		}
	}
}

func TestNumberPicksThePluralForm(t *testing.T) {
	t.Parallel()
	c := load(t)
	for n, want := range map[int]string{
		0: "По нему 0 счётчиков.", 1: "По нему 1 счётчик.", 2: "По нему 2 счётчика.", 4: "По нему 4 счётчика.",
		5: "По нему 5 счётчиков.", 11: "По нему 11 счётчиков.", 12: "По нему 12 счётчиков.", 21: "По нему 21 счётчик.",
		22: "По нему 22 счётчика.", 25: "По нему 25 счётчиков.", 111: "По нему 111 счётчиков.",
		112: "По нему 112 счётчиков.", 121: "По нему 121 счётчик.",
	} {
		if got := c.Label("account.connected", "N", n); !strings.HasSuffix(got, want) {
			t.Errorf("%d: %q, want %q at the end", n, got, want)
		}
	}
}

func TestWhatPeopleTypedCarriesNoMarkup(t *testing.T) {
	t.Parallel()
	c := load(t)
	if got := c.T("account.named", "Name", "*Дом*"); got != `Назвали «\*Дом\*».` {
		t.Errorf("typed text enters as %q", got)
	}
	if got := c.T("account.named", "Name", Text("*Дом*")); got != "Назвали «*Дом*»." {
		t.Errorf("a text enters as %q", got)
	}
	if got := c.Label("account.named", "Name", "<b>&"); got != "Назвали «<b>&»." {
		t.Errorf("a label reads %q", got)
	}
}

func TestMissingKeyShowsItself(t *testing.T) {
	t.Parallel()
	if got := load(t).Label("no.such_key"); got != "‹no.such_key›" {
		t.Errorf("a missing key shows %q", got)
	}
}

func TestSentencesKeepTheHouseStyle(t *testing.T) {
	t.Parallel()
	rules := map[string]*regexp.Regexp{
		"no exclamation marks":               regexp.MustCompile(`!`),
		"«вы» is lower case inside":          regexp.MustCompile(`[^.?!*:»] (Вы|Вас|Вам|Ваш\S*)([ ,.]|$)`),
		"no double spaces":                   regexp.MustCompile(` {2}`),
		"no space at the ends of lines":      regexp.MustCompile(`(?m)^ \S| $`),
		"no space before a sign":             regexp.MustCompile(` [,.;:?](?: |$)`),
		"Russian quotes":                     regexp.MustCompile(`[“”„]`),
		"a dash between words, not a hyphen": regexp.MustCompile(`[а-я] - [а-я]`),
		"no Latin letter among Cyrillic":     regexp.MustCompile(`[а-яё][a-z]|[a-z][а-яё]`),
	}
	for key, byForm := range sentences(t) {
		for form, sentence := range byForm {
			for rule, broken := range rules {
				if key == "readings.becomes" || key == "readings.given" {
					continue // they follow other words, a space first
				}
				if at := broken.FindString(sentence); at != "" {
					t.Errorf("%s (%s): %s: %q", key, form, rule, at)
				}
			}
			if strings.Count(sentence, "*")%2 != 0 || strings.Count(sentence, "«") != strings.Count(sentence, "»") {
				t.Errorf("%s (%s): markup or quotes are not closed: %q", key, form, sentence)
			}
		}
	}
}
