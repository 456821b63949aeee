// Package archtest holds the tests that keep the shape of the code: which
// package may import which, and how large anything may grow. It looks at source
// text alone and refuses to know what the code does.
package archtest

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "dombot"

// file is one Go file of the module; dir and name are slashed paths below its root.
type file struct {
	dir, name string
	test      bool // belongs to tests: _test.go, or a package made for tests
	generated bool
	lines     int
	fset      *token.FileSet
	ast       *ast.File
}

// tree parses every Go file of the module.
func tree(t *testing.T) []file {
	t.Helper()
	root := moduleRoot(t)
	var files []file
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && skipped(d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := parse(root, name)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func skipped(dir string) bool {
	return strings.HasPrefix(dir, ".") || slices.Contains([]string{"testdata", "bin", "dist", "vendor"}, dir)
}

func parse(root, name string) (file, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return file{}, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, err
	}
	below, err := filepath.Rel(root, name)
	if err != nil {
		return file{}, err
	}
	below = filepath.ToSlash(below)
	return file{
		dir: path.Dir(below), name: below,
		test:      strings.HasSuffix(below, "_test.go") || madeForTests(path.Dir(below)),
		generated: ast.IsGenerated(tree),
		lines:     strings.Count(string(src), "\n"),
		fset:      fset, ast: tree,
	}, nil
}

// madeForTests knows a package for tests by its name: pgtest, redistest.
func madeForTests(dir string) bool { return strings.HasSuffix(dir, "test") }

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir
		}
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			t.Fatalf("find go.mod: %v", err)
		}
		dir = filepath.Dir(dir)
	}
}

// span is the number of lines from the first to the last of n.
func (f file) span(n ast.Node) int {
	return f.fset.Position(n.End()).Line - f.fset.Position(n.Pos()).Line + 1
}

// at is the place of n, as editors understand it.
func (f file) at(n ast.Node) string {
	p := f.fset.Position(n.Pos())
	p.Filename = f.name
	return p.String()
}
