// Package control drives a simulator over HTTP, for tests and tools in any language: people who write and
// tap, the clock, faults, limits, and what the bot has done. Bodies and answers are JSON; docs/simulator.md
// shows each address with an example.
//
// Whoever can reach the addresses can do everything, so they belong on an address of this machine. Requests
// that another site makes a browser send are refused.
package control

import (
	"net/http"
	"strings"

	"dombot/internal/simulator"
)

// Prefix begins every address.
const Prefix = "/control"

// desk answers the requests.
type desk struct{ srv *simulator.Server }

// A Route is one address.
type Route struct {
	Method  string `json:"method"`
	Path    string `json:"path"`           // below Prefix
	Body    string `json:"body,omitempty"` // an example
	Summary string `json:"summary"`

	do func(*http.Request) (any, error)
}

// Handler serves the addresses of Routes below Prefix.
func Handler(s *simulator.Server) http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes(desk{s}) {
		path := Prefix + r.Path
		if strings.HasSuffix(path, "/") {
			path += "{$}"
		}
		mux.HandleFunc(r.Method+" "+path, func(w http.ResponseWriter, req *http.Request) {
			result, err := r.do(req)
			show(w, result, err)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		show(w, nil, missing("no such address; GET "+Prefix+"/ lists them all"))
	})
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		show(w, nil, &problem{http.StatusForbidden, "the request comes from another site"})
	}))
	return origin.Handler(mux)
}

// Routes lists every address, in the order in which they are best read.
func Routes() []Route { return routes(desk{}) }

func routes(d desk) []Route {
	var all []Route
	for _, part := range [][]Route{
		d.worldRoutes(), d.peopleRoutes(), d.deedRoutes(), d.groupRoutes(), d.troubleRoutes(),
	} {
		all = append(all, part...)
	}
	return all
}

func get(path, summary string, do func(*http.Request) (any, error)) Route {
	return Route{Method: http.MethodGet, Path: path, Summary: summary, do: do}
}

func post(path, body, summary string, do func(*http.Request) (any, error)) Route {
	return Route{Method: http.MethodPost, Path: path, Body: body, Summary: summary, do: do}
}

func drop(path, summary string, do func(*http.Request) (any, error)) Route {
	return Route{Method: http.MethodDelete, Path: path, Summary: summary, do: do}
}
