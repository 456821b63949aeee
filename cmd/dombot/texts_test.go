package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestEveryKeyIsThereAndEveryTextIsUsed compares the keys that the code names
// with the keys of the catalogue, in both directions.
func TestEveryKeyIsThereAndEveryTextIsUsed(t *testing.T) {
	t.Parallel()
	there := catalogue(t).Keys()
	literals, asked := stringsOf(t, "../..")

	for _, key := range asked {
		if !slices.Contains(there, key) {
			t.Errorf("the code asks for %q, which the catalogue lacks", key)
		}
	}
	for _, key := range there {
		if !literals[key] {
			t.Errorf("nothing shows %q", key)
		}
	}
}

// stringsOf returns every string literal of the production code, and those
// that are asked of the catalogue or are texts of errors.
func stringsOf(t *testing.T, root string) (all map[string]bool, asked []string) {
	t.Helper()
	all = map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				all[text(n)] = true
			case *ast.CallExpr:
				asked = append(asked, keyOf(n)...)
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Text" && strings.Contains(text(n.Value), ".") {
					asked = append(asked, text(n.Value))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, asked
}

// keyOf returns the literal key of a call such as t.T("key", …) or refused("key").
func keyOf(call *ast.CallExpr) []string {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	if len(call.Args) == 0 || !slices.Contains([]string{"T", "Label", "refused", "notFound", "conflict", "say"}, name) {
		return nil
	}
	if key := text(call.Args[0]); strings.Contains(key, ".") && !strings.ContainsAny(key, " %/") {
		return []string{key}
	}
	return nil
}

func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}
