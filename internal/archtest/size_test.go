package archtest

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

const (
	maxFileLines = 450
	maxFuncLines = 60
	maxParams    = 5
	maxResults   = 3
	maxMethods   = 6
)

func TestNothingGrowsTooLarge(t *testing.T) {
	t.Parallel()
	for _, f := range production(t) {
		if f.lines > maxFileLines {
			t.Errorf("%s: %d lines, at most %d", f.name, f.lines, maxFileLines)
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			for _, complaint := range oversized(f, n) {
				t.Errorf("%s: %s", f.at(n), complaint)
			}
			return true
		})
	}
}

func oversized(f file, n ast.Node) []string {
	var all []string
	switch n := n.(type) {
	case *ast.FuncDecl:
		if f.span(n) > maxFuncLines {
			all = append(all, "function "+n.Name.Name+" is too long")
		}
		if n.Type.Params.NumFields() > maxParams {
			all = append(all, "function "+n.Name.Name+" has too many parameters")
		}
		if n.Type.Results.NumFields() > maxResults {
			all = append(all, "function "+n.Name.Name+" has too many results")
		}
	case *ast.InterfaceType:
		if n.Methods.NumFields() > maxMethods {
			all = append(all, "interface has too many methods")
		}
	}
	return all
}

func TestNothingHappensBeforeMain(t *testing.T) {
	t.Parallel()
	for _, f := range production(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init runs unseen; call it from the constructor", f.at(fn))
			}
		}
	}
}

func TestPackagesKeepNoState(t *testing.T) {
	t.Parallel()
	for _, f := range production(t) {
		for _, d := range f.ast.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.VAR {
				continue
			}
			for _, s := range group.Specs {
				if v, ok := s.(*ast.ValueSpec); ok && !constantLike(group, v) {
					t.Errorf("%s: package variable %s: pass it, or make it a function", f.at(v), v.Names[0].Name)
				}
			}
		}
	}
}

// constantLike lets pass what cannot be a constant in Go but is one: embedded
// files, error values, checks that a type fits an interface, and the version
// that the linker fills in.
func constantLike(group *ast.GenDecl, v *ast.ValueSpec) bool {
	name := v.Names[0].Name
	switch {
	case name == "_", name == "version":
		return true
	case embeds(group.Doc) || embeds(v.Doc):
		return true
	case strings.HasPrefix(name, "Err"), strings.HasPrefix(name, "err"):
		return len(v.Values) == 1 && isErrorsNew(v.Values[0])
	default:
		return false
	}
}

func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

func isErrorsNew(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := fn.X.(*ast.Ident)
	return ok && pkg.Name == "errors" && fn.Sel.Name == "New"
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	const tooShort = 40 // characters: "Package x does y." says nothing of what it refuses to know
	doc := map[string]int{}
	for _, f := range tree(t) {
		if strings.HasSuffix(f.ast.Name.Name, "_test") {
			continue
		}
		doc[f.dir] = max(doc[f.dir], len(f.ast.Doc.Text()))
	}
	for dir, length := range doc {
		if length < tooShort {
			t.Errorf("%s: no package comment that says what it is for", dir)
		}
	}
}

// production are the files that end up in the program.
func production(t *testing.T) []file {
	t.Helper()
	var files []file
	for _, f := range tree(t) {
		if !f.test && !f.generated {
			files = append(files, f)
		}
	}
	return files
}
