package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryLessonHasItsTest looks for the tests and scripts that the page names.
func TestEveryLessonHasItsTest(t *testing.T) {
	t.Parallel()
	root := moduleRoot(t)
	page, err := os.ReadFile(filepath.Join(root, "docs", "lessons.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := proofs(t, root)
	for _, row := range regexp.MustCompile(`(?m)^\| .*$`).FindAllString(string(page), -1) {
		if strings.HasPrefix(row, "| what went wrong elsewhere |") {
			continue
		}
		names := regexp.MustCompile("`((?:Test|Fuzz)\\w+|\\w+\\.txtar)`").FindAllStringSubmatch(row, -1)
		if len(names) == 0 {
			t.Errorf("no test in %s", row)
		}
		for _, name := range names {
			if !there[name[1]] {
				t.Errorf("there is no %s", name[1])
			}
		}
	}
}

// proofs are the names of the tests and scripts that there are.
func proofs(t *testing.T, root string) map[string]bool {
	t.Helper()
	tree, there := os.DirFS(root), map[string]bool{}
	form := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case strings.HasSuffix(name, ".txtar"):
			there[d.Name()] = true
		case strings.HasSuffix(name, "_test.go"):
			src, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			for _, m := range form.FindAllSubmatch(src, -1) {
				there[string(m[1])] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}
