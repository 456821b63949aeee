package inbox

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"slices"
)

//go:embed page
var assets embed.FS

// policy allows nothing but the page's own files: letters come from anywhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Page serves the letters under prefix, as /mail; it updates itself.
func (b *Inbox) Page(prefix string) (http.Handler, error) {
	pages, err := template.ParseFS(assets, "page/*.html")
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file
	}
	show := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			letters := b.Letters()
			slices.Reverse(letters)
			var page bytes.Buffer
			view := struct {
				Prefix  string
				Letters []Letter
			}{prefix, letters}
			if err := pages.ExecuteTemplate(&page, name, view); err != nil {
				http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = page.WriteTo(w) // whoever left reads nothing
		}
	}
	file := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, assets, "page/"+name) }
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix, show("page.html"))
	mux.HandleFunc("GET "+prefix+"/letters", show("letters.html"))
	mux.HandleFunc("GET "+prefix+"/page.css", file("page.css"))
	mux.HandleFunc("GET "+prefix+"/page.js", file("page.js"))
	return guarded(mux), nil
}

func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		h.ServeHTTP(w, r)
	})
}
